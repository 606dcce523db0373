import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBuild } from '@/lib/builds/detail/read-build';
import { findByText } from '@/lib/builds/find-by-text';
import { buildsPageSchema } from '@/lib/builds/list/builds-filter';
import { readBuilds } from '@/lib/builds/list/read-builds';
import { readRunningBuilds } from '@/lib/builds/running/running-builds';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { Upkeep } from '@/lib/poller/upkeep';
import { aBuild, FakeDrone, leaseFake } from '@/tests/world/fake-drone';
import { readFrame } from '@/tests/world/packed-weeks';
import { testContext } from '@/tests/world/stored-builds';
import { importRepo } from './import-repo';
import { readLogs } from './read-logs';
import { takeHints } from './repo-hints';
import { releaseLease, takeLease } from './repo-lease';

/** A counter that was set to a date, and one as far as JSON keeps all digits. */
const DATE = 20_261_129_001;
const LAST = Number.MAX_SAFE_INTEGER;
const NUMBERS = [1, 2 ** 31 - 1, 2 ** 31, DATE, DATE + 1, LAST - 2, LAST - 1];
const NOW = '2026-03-03T12:00:00Z';
const LOG = ['+ docker build .', 'Step 1/1 : FROM alpine', ' ---> 0123456789ab'].map((line, pos) => ({
  ...{ pos, time: pos },
  out: `${line}\n`,
}));

let db: TestDatabase;
const drone = new FakeDrone();
const { signal } = new AbortController();
const context = () => testContext(db.pool, NOW);
const rows = async (text: string) => (await db.pool.query(text)).rows;
const page = (search: object) => buildsPageSchema.parse({ range: '7d', event: 'all', ...search });
const listed = async (search: object = {}) =>
  (await readBuilds(context(), page(search))).rows.map(({ number }) => number);

/** The `n`th build: its ids, versions and exit codes are as wide as its number. */
function wideBuild(number: number, n: number, change: Partial<BuildFact> = {}): BuildFact {
  const { stages, ...build } = aBuild(n, change);
  const [externalId, version] = [LAST - 1000 + n, 2 ** 40];
  return {
    ...build,
    ...{ number, externalId, version },
    stages: stages.map(stage => ({
      ...stage,
      ...{ externalId, version, exitCode: 3_221_225_477 },
      steps: stage.steps.map(step => ({ ...step, externalId, version, exitCode: 3_221_225_477 })),
    })),
  };
}

async function importAll(): Promise<void> {
  const options = { pool: db.pool, client: drone, timeZone: 'UTC', signal };
  const logPolicy = { minStepSeconds: 0, maxAgeDays: null };
  let lease = await leaseFake(db.pool, drone);
  for (;;) {
    await importRepo({ ...options, logPolicy, now: () => new Date(NOW) }, lease);
    await releaseLease(db.pool, lease, { again: 'when due' });
    const next = await takeLease(db.pool, lease.serverId, 'me');
    if (next === null) break;
    lease = next;
  }
  await readLogs({ ...options, onClaimsLeft: () => undefined }, lease.serverId);
  await new Upkeep({ pool: db.pool, timeZone: 'UTC', keepSpansDays: 36_500 }).finish(signal);
}

beforeAll(async () => {
  db = await createTestDatabase();
  NUMBERS.forEach((number, n) => {
    // Those of the date and the one behind it are of one commit.
    drone.add(wideBuild(number, n, number === DATE + 1 ? { parent: DATE } : {}));
    drone.logs.set(`${number}/1/2`, LOG);
  });
  const createdAt = new Date(NOW);
  drone.add({
    ...wideBuild(LAST, NUMBERS.length, { status: 'running', finishedAt: null }),
    ...{ createdAt, startedAt: createdAt, stages: [] },
  });
  await importAll();
});
afterAll(() => db.drop());

describe('numbers as wide as those of Drone', () => {
  test('are stored as they came, once, with nothing left to do', async () => {
    expect((await rows('select number from build order by 1')).map(({ number }) => number)).toEqual([
      ...NUMBERS,
      LAST,
    ]);
    expect(await rows('select distinct version, exit_code from step')).toEqual([
      { version: 2 ** 40, exit_code: 3_221_225_477 },
    ]);
    expect(await rows(`select number from build_todo where reason <> 'unfinished'`)).toEqual([]);
    expect(await rows('select 1 from log_todo')).toEqual([]);
    expect(
      (await rows(`select build_number as n from step_log where outcome = 'read' order by 1`)).map(
        ({ n }) => n,
      ),
    ).toEqual(NUMBERS);
    expect(await rows('select oldest_listed, counter, last_error from repo_import')).toEqual([
      { oldest_listed: 1, counter: LAST, last_error: null },
    ]);
    drone.requests.length = 0;
    await importAll();
    expect(drone.requests.filter(request => request.startsWith('log'))).toEqual([]);
  });

  test('are packed, with their stages, steps and caches', async () => {
    const [{ id, week }] = await rows('select repo_id as id, week::text as week from packed_week');
    const frame = await readFrame(db.pool, id, week);
    expect([...(frame?.builds.number ?? [])]).toEqual([...NUMBERS, LAST]);
    expect([...(frame?.builds.droneId ?? [])]).toEqual([...NUMBERS, LAST].map((_, n) => LAST - 1000 + n));
    expect(frame?.steps.n).toBe(2 * NUMBERS.length);
    expect(frame?.caches.n).toBe(NUMBERS.length);
    expect([...(frame?.stages.build ?? [])]).toEqual(NUMBERS.map((_, n) => n));
  });

  test('are in the list, page by page, and found in it', async () => {
    const all = [LAST, ...NUMBERS.toReversed()];
    expect(await listed()).toEqual(all);
    const found: number[] = [];
    for (let cursor: string | null = null; ; ) {
      const { rows: some, nextCursor } = await readBuilds(context(), page({ limit: 3, cursor }));
      found.push(...some.map(({ number }) => number));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(found).toEqual(all);
    for (const number of all) {
      expect(await listed({ text: `#${number}` })).toEqual([number]);
      const { builds } = await findByText(context(), `api ${number}`);
      expect(builds).toMatchObject([{ repository: 'acme/api', number }]);
    }
    expect(await listed({ text: `#${LAST}0` })).toEqual([]);
  });

  test('are a page each, with what is inside, and those beside', async () => {
    expect(await readBuild(context(), 'acme/api', DATE + 1)).toMatchObject({
      ...{ number: DATE + 1, previous: DATE, next: LAST - 2, parent: DATE, rerunOf: DATE, waitMs: 65_000 },
      link: `http://fake/acme/api/${DATE + 1}`,
      stages: [
        {
          exitCode: 3_221_225_477,
          steps: [{}, { exitCode: 3_221_225_477, inside: { caches: [{ tool: 'docker-classic' }] } }],
        },
      ],
    });
    expect((await readBuild(context(), 'acme/api', DATE))?.children).toEqual([DATE + 1]);
    expect((await readBuild(context(), 'acme/api', LAST - 1))?.lost?.lostMs).toBeGreaterThan(0);
  });

  test('are told of while they are under way', async () => {
    const { rows: running } = await readRunningBuilds(context(), metricFilterSchema.parse({ event: 'all' }));
    expect(running).toMatchObject([{ number: LAST }]);
  });

  test('are taken from webhooks', async () => {
    await db.pool.query(
      `insert into repo_hint (repo_id, numbers) select id, array[${LAST}, ${DATE}] from repo`,
    );
    await takeHints(db.pool, (await rows('select id from server'))[0].id);
    expect(await rows('select number from build_todo where due_at <= now()')).toEqual([{ number: LAST }]);
  });

  test('of a server that was restored from a backup open a new epoch', async () => {
    drone.builds.delete(LAST);
    drone.builds.delete(LAST - 1);
    drone.add(wideBuild(LAST - 1, 500));
    drone.counter = LAST - 1;
    await importAll();
    await importAll();
    expect(await rows('select epoch, first_number, is_current from repo order by 1')).toEqual([
      { epoch: 1, first_number: 1, is_current: false },
      { epoch: 2, first_number: LAST - 1, is_current: true },
    ]);
  });
});
