import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { at } from '@/lib/at';
import { inTransaction } from '@/lib/db/in-transaction';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { hoursSchema } from '@/lib/settings/hours';
import { peopleSchema } from '@/lib/settings/people';
import { DEFAULT_SETTINGS, type Settings } from '@/lib/settings/settings';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { Dice } from '@/tests/world/dice';
import { type LostTable, rollUpAll, storedLost } from '@/tests/world/lost-table';
import { lostTable, naiveDays } from '@/tests/world/naive-lost';
import { aBuildAt, aRepo, packAll, someoneWaits, storeFacts } from '@/tests/world/packed-weeks';
import { type RandomRepo, randomBuilds, WORLD_SEEDS, withOddities } from '@/tests/world/random-builds';
import { markOtherZones } from '../pack/mark-other-zones';
import { packNextWeek } from '../pack/pack-week';
import { WeekStore } from '../store/week-store';
import { rollUpWaiting } from './roll-up-waiting';

const ZONE = 'Europe/Berlin';
const FROM = new Date('2026-03-16T00:00:00Z');
const PEOPLE = ['ada', 'Ada.L', 'ada@example.org', 'bea', 'cyd', 'dan', 'eve', 'renovate[bot]', 'worker-7'];
const REPOS: RandomRepo[] = [
  [{ name: 'ci', steps: ['clone', 'build', 'test', 'publish'] }],
  [
    { name: 'build', steps: ['clone', 'compile'] },
    { name: 'check', steps: ['clone', 'lint', 'test'] },
    { name: 'deploy', after: ['build', 'check'], steps: ['clone', 'push', 'wait'] },
  ],
];

/** Two logins and an address of one person; people who live ahead of and behind the organisation, and work otherwise. */
const CATALOG: Settings = {
  ...DEFAULT_SETTINGS,
  cost: { ...DEFAULT_SETTINGS.cost, stuckAfterHours: 24 },
  people: peopleSchema.parse({ aliases: { 'Ada.L': 'ada', 'ada@example.org': 'Ada.L' } }),
  hours: hoursSchema.parse({
    people: {
      bea: { timeZone: 'America/Los_Angeles' },
      cyd: { timeZone: 'Asia/Tokyo', workdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00' },
      dan: { timeZone: 'Pacific/Kiritimati', workdays: [1, 7], until: '24:00' },
      eve: { workdays: [6, 7], from: '10:00', until: '24:00' },
    },
  }),
};

let db: TestDatabase;
let repoIds: number[];

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, series, login, packed_week, lost_week, waiting_week, dirty_week, dirty_person_day
     restart identity cascade`,
  );
  repoIds = [await aRepo(db.pool, 'acme/api'), await aRepo(db.pool, 'acme/shop')];
});

interface StoredBuild {
  repoId: number;
  build: BuildFact;
}

function world(seed: number, count: number): StoredBuild[] {
  return REPOS.flatMap((repo, index) =>
    randomBuilds({
      repo,
      seed: seed + index,
      count,
      firstId: 1000 * (index + 1),
      from: FROM,
      days: 20,
      people: PEOPLE,
    }).map(build => ({ repoId: repoIds[index] ?? 0, build })),
  );
}

function shuffled<Value>(values: readonly Value[], dice: Dice): Value[] {
  return values
    .map(value => [dice.next(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}

/** As it was reported first: the build was thought to be over sooner. */
function early(build: BuildFact): BuildFact {
  const finishedAt = build.finishedAt === null ? null : new Date(build.createdAt.getTime() + 30_000);
  return { ...build, finishedAt, status: build.finishedAt === null ? build.status : 'killed', version: 1 };
}

/** Some builds come as they were thought to be first, and as they are later. */
function inSomeOrder(builds: readonly StoredBuild[], dice: Dice): StoredBuild[] {
  const twice = new Set(builds.filter(() => dice.isOneIn(4)));
  const first = builds.map(stored =>
    twice.has(stored) ? { ...stored, build: early(stored.build) } : stored,
  );
  return [...shuffled(first, dice), ...shuffled([...twice], dice)];
}

async function storeAll(builds: readonly StoredBuild[]): Promise<void> {
  for (const repoId of repoIds) {
    const own = builds.filter(stored => stored.repoId === repoId).map(({ build }) => build);
    await storeFacts(db.pool, repoId, own, ZONE);
  }
  await packAll(db.pool, ZONE);
}

/** A build that is gone; what came after it may be no rerun any more. */
async function lose(number: number): Promise<void> {
  await db.pool.query(`delete from build where number = ${number}`);
  await db.pool.query(
    'insert into dirty_week (repo_id, week) select repo_id, week from packed_week on conflict do nothing',
  );
}

/** Only what differs: the tables are long. */
function differences(found: LostTable, expected: LostTable): string[] {
  const keys = new Set([...found.keys(), ...expected.keys()]);
  return [...keys]
    .filter(key => found.get(key)?.join() !== expected.get(key)?.join())
    .map(
      key => `${key}: ${found.get(key)?.join() ?? 'nothing'}, not ${expected.get(key)?.join() ?? 'nothing'}`,
    );
}

/** What is stored is what the facts tell, and nothing is left to do. */
async function expectRight(settings: Settings, timeZone = ZONE): Promise<LostTable> {
  const found = await storedLost(db.pool, settings);
  const days = await naiveDays(db.pool, settings, timeZone);
  expect(differences(found, lostTable(days))).toEqual([]);
  // Whole milliseconds that sum to what the person lost that day, in each band.
  const sums = new Map<string, number[]>();
  for (const [key, bands] of found) {
    const day = key.split(' ').slice(0, 2).join(' ');
    const sum = sums.get(day) ?? [0, 0, 0, 0];
    sums.set(
      day,
      bands.map((ms, band) => ms + (sum[band] ?? 0)),
    );
  }
  for (const { person, day, measuredMs, lowMs, lostMs, highMs } of days) {
    expect(sums.get(`${person} ${day}`) ?? [0, 0, 0, 0]).toEqual([measuredMs, lowMs, lostMs, highMs]);
  }
  expect((await db.pool.query('select 1 from dirty_person_day')).rows).toEqual([]);
  return found;
}

describe('hours lost', () => {
  test.each(WORLD_SEEDS)(
    'bit by bit are those computed at once, and those of the facts (%i)',
    async seed => {
      const dice = new Dice(seed);
      const store = new WeekStore(db.pool, { maxBytes: 1e9 });
      const packing = { pool: db.pool, timeZone: ZONE, calendar: createLocalCalendar(ZONE) };
      const some = world(seed * 100, 60);
      const odd = withOddities(
        some.map(({ build }) => build),
        seed,
      );
      const arriving = inSomeOrder(
        some.map(({ repoId }, index) => ({ repoId, build: at(odd, index, 'odd') })),
        dice,
      );
      while (arriving.length > 0) {
        for (const { repoId, build } of arriving.splice(0, 1 + dice.upTo(25))) {
          await storeFacts(db.pool, repoId, [build], ZONE);
        }
        // Neither packing nor replaying need come to an end before more builds arrive.
        for (let turn = dice.upTo(3); turn > 0; turn -= 1) await packNextWeek(packing, true);
        for (let turn = dice.upTo(4); turn > 0; turn -= 1) {
          await rollUpWaiting({ pool: db.pool, store, settings: CATALOG, timeZone: ZONE });
        }
      }
      await lose(1 + dice.upTo(50));
      await packAll(db.pool, ZONE);
      await rollUpAll(db.pool, CATALOG, ZONE);
      const stepwise = await expectRight(CATALOG);
      expect(stepwise.size).toBeGreaterThan(150);
      await db.pool.query('truncate lost_week, waiting_week, dirty_person_day');
      await rollUpAll(db.pool, CATALOG, ZONE);
      expect(differences(await storedLost(db.pool, CATALOG), stepwise)).toEqual([]);
    },
    60_000,
  );

  test('of such builds hold all causes and people, so that comparing them means something', async () => {
    await storeAll(world(7, 120));
    await rollUpAll(db.pool, CATALOG, ZONE);
    const keys = [...(await expectRight(CATALOG)).keys()];
    for (const cause of ['queue', 'run', 'failed', 'cancelled', 'rerun', 'switch']) {
      expect(keys.some(key => key.includes(` ${cause} at `))).toBe(true);
    }
    for (const person of ['ada', 'bea', 'cyd', 'dan', 'eve', 'worker-7']) {
      expect(keys.some(key => key.startsWith(`${person} `))).toBe(true);
    }
    // Somewhere a failure is borne by another step than held the build up.
    expect(keys.some(key => /failed at (\S+) of (?!\1$)/.test(key))).toBe(true);
    expect(keys.filter(key => /renovate|Ada|example/.test(key))).toEqual([]);
  });

  test('are computed anew, newest week first, when settings change what they are', async () => {
    await storeAll(world(5, 60));
    const weeks = await rollUpAll(db.pool, CATALOG, ZONE);
    expect(weeks).toEqual(weeks.toSorted().toReversed());
    expect(weeks).toEqual(expect.arrayContaining(['2026-03-16', '2026-03-23', '2026-03-30']));
    const settings: Array<Partial<Settings>> = [
      { people: { ...CATALOG.people, bots: [...CATALOG.people.bots, 'bea'] } },
      { people: { ...CATALOG.people, aliases: { ...CATALOG.people.aliases, dan: 'cyd' } } },
      { hours: { ...CATALOG.hours, from: '12:00' } },
      { cost: { ...CATALOG.cost, switchCostMinutes: 0, capHoursADay: 0.25 } },
      { cost: { ...CATALOG.cost, stuckAfterHours: 2 } },
      {},
    ];
    for (const change of settings) {
      const settings = { ...CATALOG, ...change };
      expect(await rollUpAll(db.pool, settings, ZONE)).toEqual(weeks);
      await expectRight(settings);
      expect(await rollUpAll(db.pool, settings, ZONE)).toEqual([]);
    }
    const dearer = { ...CATALOG, cost: { ...CATALOG.cost, ratePerHour: 200, currency: 'USD' } };
    expect(await rollUpAll(db.pool, dearer, ZONE)).toEqual([]);
  });

  test('are computed anew when the organisation moves to another time zone', async () => {
    await storeAll(world(6, 60));
    await rollUpAll(db.pool, CATALOG, ZONE);
    await markOtherZones(db.pool, 'America/Los_Angeles');
    await packAll(db.pool, 'America/Los_Angeles');
    await rollUpAll(db.pool, CATALOG, 'America/Los_Angeles');
    await expectRight(CATALOG, 'America/Los_Angeles');
  });
});

describe('weeks and people', () => {
  /** One build of somebody, over some days. */
  async function wait(number: number, sender: string, at: string, hours: number): Promise<void> {
    const builds = [aBuildAt(number, at, hours * 3600, { sender, externalId: number })];
    await storeFacts(db.pool, repoIds[0] ?? 0, builds, ZONE);
    await packAll(db.pool, ZONE);
    await rollUpAll(db.pool, CATALOG, ZONE);
  }
  const daysOf = (table: LostTable) =>
    [...new Set([...table.keys()].map(key => key.split(' #')[0]?.slice(0, 14)))].sort();

  test('a build over the week’s end costs in both weeks, though nothing finished in the first', async () => {
    await wait(1, 'cyd', '2026-03-22T02:00:00Z', 24);
    expect(daysOf(await expectRight(CATALOG))).toEqual(['cyd 2026-03-22', 'cyd 2026-03-23']);
    const other = { ...CATALOG, cost: { ...CATALOG.cost, switchCostMinutes: 1 } };
    await rollUpAll(db.pool, other, ZONE);
    await expectRight(other);
  });

  test('what somebody waits for on Sunday night may be Monday where they live, and a week that was done', async () => {
    // Tokyo's Monday begins on Sunday at 16:00 in Berlin.
    await wait(1, 'cyd', '2026-03-23T02:00:00Z', 1);
    await wait(2, 'cyd', '2026-03-22T16:00:00Z', 1);
    expect(daysOf(await expectRight(CATALOG))).toEqual(['cyd 2026-03-23']);
    // The week of Berlin's Sunday is new here, that of Tokyo's Monday was computed before.
    await wait(3, 'cyd', '2026-03-15T20:00:00Z', 1);
    await wait(4, 'cyd', '2026-03-16T02:00:00Z', 0.5);
    await expectRight(CATALOG);
  });

  test('that week was done, though the one in which the build finished is still to be computed anew', async () => {
    await wait(1, 'cyd', '2026-03-23T02:00:00Z', 1);
    const settings = { ...CATALOG, cost: { ...CATALOG.cost, switchCostMinutes: 1 } };
    const store = new WeekStore(db.pool, { maxBytes: 1e9 });
    const roll = () => rollUpWaiting({ pool: db.pool, store, settings, timeZone: ZONE });
    expect([await roll(), await roll()]).toEqual(['2026-03-30', '2026-03-23']);
    await storeFacts(
      db.pool,
      repoIds[0] ?? 0,
      [aBuildAt(2, '2026-03-22T16:00:00Z', 600, { sender: 'cyd', externalId: 2 })],
      ZONE,
    );
    await packAll(db.pool, ZONE);
    await rollUpAll(db.pool, settings, ZONE);
    await expectRight(settings);
  });

  describe('and on Monday morning it may be Sunday', () => {
    const people = { bea: { timeZone: 'America/Los_Angeles', workdays: [7], until: '24:00' } };
    const settings = { ...CATALOG, hours: hoursSchema.parse({ people }) };
    const roll = async (number: number, at: string) => {
      await storeFacts(
        db.pool,
        repoIds[0] ?? 0,
        [aBuildAt(number, at, 3600, { sender: 'bea', externalId: number })],
        ZONE,
      );
      await packAll(db.pool, ZONE);
      await rollUpAll(db.pool, settings, ZONE);
    };

    test('in a week that was done', async () => {
      await roll(1, '2026-03-22T17:00:00Z');
      await roll(2, '2026-03-23T03:00:00Z');
      expect(daysOf(await expectRight(settings))).toEqual(['bea 2026-03-22']);
    });

    test('in a week that another version did, and whose turn comes later', async () => {
      await roll(1, '2026-03-22T17:00:00Z');
      await db.pool.query(`update lost_week set amounts = '\\x09'`);
      await db.pool.query('truncate waiting_week');
      await roll(2, '2026-03-23T03:00:00Z');
      expect(daysOf(await expectRight(settings))).toEqual(['bea 2026-03-22']);
    });
  });

  test('of a build that was held back for weeks its first day counts, however it arrived', async () => {
    await wait(1, 'ada', '2026-03-16T09:00:00Z', 1);
    await wait(2, 'ada', '2026-02-16T09:00:00Z', 24 * 28);
    const stepwise = await expectRight(CATALOG);
    expect(daysOf(stepwise)[0]).toBe('ada 2026-02-16');
    await db.pool.query('truncate lost_week, waiting_week, dirty_person_day');
    await rollUpAll(db.pool, CATALOG, ZONE);
    expect(differences(await storedLost(db.pool, CATALOG), stepwise)).toEqual([]);
  });

  test('a second login of somebody shares their day with the first', async () => {
    await wait(1, 'ada', '2026-03-23T09:00:00Z', 2);
    await wait(2, 'Ada.L', '2026-03-23T09:00:00Z', 1);
    const [sum] = await naiveDays(db.pool, CATALOG, ZONE);
    expect(sum).toMatchObject({ person: 'ada', measuredMs: 2 * 3_600_000 });
    await expectRight(CATALOG);
  });

  test('another version’s amounts need not be readable', async () => {
    await wait(1, 'ada', '2026-03-23T09:00:00Z', 2);
    await db.pool.query(`update lost_week set amounts = '\\x09'`);
    await db.pool.query('truncate waiting_week');
    await rollUpAll(db.pool, CATALOG, ZONE);
    await expectRight(CATALOG);
  });
});

describe('two pollers', () => {
  const monday = (number: number) =>
    aBuildAt(number, '2026-03-23T09:00:00Z', 600, { sender: 'ada', externalId: number });

  test('one replays at a time', async () => {
    await storeAll([{ repoId: repoIds[0] ?? 0, build: monday(1) }]);
    await inTransaction(db.pool, async client => {
      await client.query('select pg_advisory_xact_lock(72707371)');
      expect(await rollUpAll(db.pool, CATALOG, ZONE)).toEqual([]);
    });
    expect(await rollUpAll(db.pool, CATALOG, ZONE)).toContain('2026-03-23');
  });

  test('a mark is not taken off by one who has not seen what the other is packing', async () => {
    const repoId = repoIds[0] ?? 0;
    await storeAll([{ repoId, build: monday(1) }]);
    // The day stays marked, and is marked once more by a packer that has not ended yet.
    await storeFacts(db.pool, repoId, [monday(2)], ZONE);
    const rolling = await inTransaction(db.pool, async client => {
      await client.query('lock table dirty_week in exclusive mode');
      const packing = packNextWeek(
        { pool: db.pool, timeZone: ZONE, calendar: createLocalCalendar(ZONE) },
        true,
      );
      await someoneWaits(db.pool);
      const rollingUp = rollUpAll(db.pool, CATALOG, ZONE);
      await Promise.race([rollingUp, someoneWaits(db.pool, 2)]);
      return { packing, rollingUp };
    });
    await rolling.packing;
    await rolling.rollingUp;
    await rollUpAll(db.pool, CATALOG, ZONE);
    expect([...(await expectRight(CATALOG)).keys()].some(key => key.includes('#2 '))).toBe(true);
  });

  test('packing and replaying at once never wait for each other in a circle', async () => {
    const builds = world(9, 60);
    let isStoring = true;
    const storing = (async () => {
      for (const { repoId, build } of builds) await storeFacts(db.pool, repoId, [build], ZONE);
      isStoring = false;
    })();
    const packing = [1, 2].map(async () => {
      const context = { pool: db.pool, timeZone: ZONE, calendar: createLocalCalendar(ZONE) };
      while (isStoring) await packNextWeek(context, true);
    });
    const rolling = [1, 2].map(async () => {
      while (isStoring) await rollUpAll(db.pool, CATALOG, ZONE);
    });
    await Promise.all([storing, ...packing, ...rolling]);
    await packAll(db.pool, ZONE);
    await rollUpAll(db.pool, CATALOG, ZONE);
    await expectRight(CATALOG);
  });
});
