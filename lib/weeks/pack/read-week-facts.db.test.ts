import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { aBuild } from '@/tests/world/fake-drone';
import { aBuildAt, aRepo, packAll, readFrame, storeFacts } from '@/tests/world/packed-weeks';
import { BUILD_FLAG } from '../format/codes';
import { UNKNOWN } from '../format/columns';
import { packNextWeek } from './pack-week';
import { readWeekFacts } from './read-week-facts';
import { fromOf, type WeekFacts } from './week-facts';

const ZONE = 'Europe/Berlin';
const WEEK = '2026-03-02';
let db: TestDatabase;
let repoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, series, login, packed_week, dirty_week, dirty_person_day, waiting_week, step_log, step_cache
     restart identity cascade`,
  );
  repoId = await aRepo(db.pool, 'acme/api');
});

const store = (...builds: BuildFact[]) => storeFacts(db.pool, repoId, builds, ZONE);
const pack = (force = true, timeZone = ZONE) =>
  packNextWeek({ pool: db.pool, timeZone, calendar: createLocalCalendar(timeZone) }, force);
const rows = async (text: string) => (await db.pool.query(text)).rows;
const numbers = async (week: string, id = repoId) => [
  ...((await readFrame(db.pool, id, week))?.builds.number ?? []),
];

describe('which week', () => {
  test('a build that finishes in another week than was thought leaves the one and comes to the other', async () => {
    await store(aBuildAt(1, '2026-03-08T22:00:00Z', 1800, { version: 2 }));
    await packAll(db.pool, ZONE);
    expect([await numbers(WEEK), await numbers('2026-03-09')]).toEqual([[1], []]);
    await db.pool.query('truncate dirty_person_day');
    await store(aBuildAt(1, '2026-03-08T22:00:00Z', 7200, { version: 3 }));
    await packAll(db.pool, ZONE);
    expect([await numbers(WEEK), await numbers('2026-03-09')]).toEqual([[], [1]]);
    expect(await rows('select day::text from dirty_person_day order by 1')).toEqual([
      { day: '2026-03-08' },
      { day: '2026-03-09' },
    ]);
  });

  test.each([
    // Clocks go forward at 02:00 on Sunday, 29 March, and back at 03:00 on Sunday, 25 October.
    ['2026-03-29T21:59:59Z', ZONE, '2026-03-23', 6, 23],
    ['2026-03-29T22:00:00Z', ZONE, '2026-03-30', 0, 0],
    ['2026-03-29T00:59:59Z', ZONE, '2026-03-23', 6, 1],
    ['2026-03-29T01:00:00Z', ZONE, '2026-03-23', 6, 3],
    ['2026-03-22T22:59:59Z', ZONE, '2026-03-16', 6, 23],
    ['2026-03-22T23:00:00Z', ZONE, '2026-03-23', 0, 0],
    ['2026-10-25T00:30:00Z', ZONE, '2026-10-19', 6, 2],
    ['2026-10-25T01:30:00Z', ZONE, '2026-10-19', 6, 2],
    ['2026-10-25T22:59:59Z', ZONE, '2026-10-19', 6, 23],
    ['2026-10-25T23:00:00Z', ZONE, '2026-10-26', 0, 0],
    // Chile's clocks skip midnight of this Sunday.
    ['2026-09-06T03:59:59Z', 'America/Santiago', '2026-08-31', 5, 23],
    ['2026-09-06T04:00:00Z', 'America/Santiago', '2026-08-31', 6, 1],
    ['2026-03-01T12:44:59Z', 'Pacific/Chatham', '2026-03-02', 0, 2],
    ['2026-03-01T10:14:59Z', 'Pacific/Chatham', '2026-02-23', 6, 23],
    ['2026-03-01T10:15:00Z', 'Pacific/Chatham', '2026-03-02', 0, 0],
  ])('%s in %s', async (at, timeZone, week, day, hour) => {
    await storeFacts(db.pool, repoId, [aBuildAt(1, at, 0)], timeZone);
    expect(await pack(true, timeZone)).toEqual({ repoId, week });
    const builds = (await readFrame(db.pool, repoId, week))?.builds;
    expect([builds?.day[0], builds?.createdHour[0]]).toEqual([day, day * 24 + hour]);
  });
});

describe('reruns', () => {
  const isRerun = async (week: string) => {
    const builds = (await readFrame(db.pool, repoId, week))?.builds;
    return Array.from(builds?.flags ?? [], flags => (flags & BUILD_FLAG.rerun) !== 0);
  };

  test('are found by their commit, though the earlier build is imported later', async () => {
    await store(
      aBuildAt(5, '2026-03-03T10:00:00Z', 60, { afterSha: 'abc' }),
      aBuildAt(6, '2026-03-10T10:00:00Z', 60, { afterSha: 'abc' }),
    );
    await packAll(db.pool, ZONE);
    expect([await isRerun(WEEK), await isRerun('2026-03-09')]).toEqual([[false], [true]]);
    await db.pool.query('truncate dirty_person_day');
    await store(aBuildAt(4, '2026-02-17T10:00:00Z', 60, { afterSha: 'abc' }));
    await packAll(db.pool, ZONE);
    expect([await isRerun('2026-02-16'), await isRerun(WEEK), await isRerun('2026-03-09')]).toEqual([
      [false],
      [true],
      [true],
    ]);
    // What was a run of its own costs as a rerun now; the later one costs what it did.
    expect(await rows('select day::text from dirty_person_day order by 1')).toEqual([
      { day: '2026-02-17' },
      { day: '2026-03-03' },
    ]);
  });

  test.each<[string, Partial<BuildFact>, boolean]>([
    ['of the same commit, branch and event', {}, true],
    ['of another commit', { afterSha: 'def' }, false],
    ['of another branch', { ref: 'refs/heads/feature' }, false],
    ['of another event', { event: 'tag' }, false],
    ['that restarts a build', { parent: 1, afterSha: 'def' }, true],
    ['that is of cron, which comes back to a commit', { event: 'cron', cron: 'nightly' }, false],
    ['that promotes', { event: 'promote', parent: 1 }, false],
    ['that rolls back', { event: 'rollback', parent: 1 }, false],
    ['of which the commit is not known', { afterSha: null }, false],
  ])('a build %s: %s', async (_, change, expected) => {
    const event = change.event ?? 'push';
    const earlier = event === 'tag' ? {} : { event };
    await store(
      aBuildAt(1, '2026-03-03T10:00:00Z', 60, { afterSha: 'abc', ...earlier }),
      aBuildAt(2, '2026-03-03T11:00:00Z', 60, { afterSha: 'abc', ...change }),
    );
    await packAll(db.pool, ZONE);
    expect(await isRerun(WEEK)).toEqual([false, expected]);
  });

  test('builds of two repositories are no reruns of each other', async () => {
    const other = await aRepo(db.pool, 'acme/web');
    await storeFacts(db.pool, other, [aBuildAt(1, '2026-03-03T10:00:00Z', 60, { afterSha: 'abc' })], ZONE);
    await store(aBuildAt(2, '2026-03-03T11:00:00Z', 60, { afterSha: 'abc' }));
    await packAll(db.pool, ZONE);
    expect(await isRerun(WEEK)).toEqual([false]);
  });
});

test('promoted builds learn when their push was, though that is imported later', async () => {
  const pushedAt = async () => (await readFrame(db.pool, repoId, WEEK))?.builds.parentCreatedS[0];
  await store(aBuildAt(9, '2026-03-03T10:00:00Z', 60, { event: 'promote', parent: 3, afterSha: 'abc' }));
  await packAll(db.pool, ZONE);
  expect(await pushedAt()).toBe(UNKNOWN);
  await store(aBuildAt(3, '2026-02-03T10:00:00Z', 60, { afterSha: 'abc' }));
  await packAll(db.pool, ZONE);
  expect(await pushedAt()).toBe(Date.parse('2026-02-03T10:00:00Z') / 1000);
});

describe('what belongs together', () => {
  const read = (...weeks: Array<[repoId: number, week: string]>) =>
    inTransaction(db.pool, async client => {
      const keys = weeks.map(([id, week]) => ({ repoId: id, week }));
      return readWeekFacts(client, keys, ZONE);
    });
  const stepsOf = ({ facts, buildsFrom, buildsUntil }: WeekFacts) => {
    const told: string[] = [];
    for (let build = buildsFrom; build < buildsUntil; build += 1) {
      const { stagesUntil } = facts.builds;
      for (let stage = fromOf(stagesUntil, build); stage < fromOf(stagesUntil, build + 1); stage += 1) {
        const { stepsUntil } = facts.stages;
        for (let step = fromOf(stepsUntil, stage); step < fromOf(stepsUntil, stage + 1); step += 1) {
          const logged = facts.steps.logged[step] ? ' logged' : '';
          told.push(
            `${facts.builds.number[build]} ${facts.stages.name[stage]}/${facts.steps.name[step]}${logged}`,
          );
        }
      }
    }
    return told;
  };
  /** A build of one stage for each list of steps; they are stored in any order. */
  const built = (number: number, at: string, stages: Record<string, string[]>) => {
    const [stage] = aBuild(number).stages;
    const [step] = stage?.steps ?? [];
    if (stage === undefined || step === undefined) throw new Error('no stage or step to go by');
    return aBuildAt(number, at, 60, {
      stages: Object.entries(stages).map(([name, names], index) => ({
        ...stage,
        number: index + 1,
        name,
        steps: names.map((own, position) => ({ ...step, number: position + 1, name: own })).reverse(),
      })),
    });
  };

  test('comes together, week by week as they were asked for', async () => {
    const other = await aRepo(db.pool, 'acme/web');
    await store(
      built(12, '2026-03-03T10:00:00Z', { ci: ['clone', 'test'], cd: ['push'] }),
      built(2, '2026-03-05T10:00:00Z', { ci: ['test'] }),
      built(3, '2026-03-10T10:00:00Z', { ci: ['clone'], empty: [] }),
    );
    await storeFacts(db.pool, other, [built(2, '2026-03-04T10:00:00Z', { web: ['build'] })], ZONE);
    await db.pool.query(`
      insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, lines,
        head_truncated, tail_truncated)
      select n.repo_id, n.build, n.stage, n.step, n.step, now(), n.outcome, 1, false, false
      from (values (${repoId}, 12, 1, 2, 'read'), (${repoId}, 12, 2, 1, 'silent'), (${repoId}, 2, 1, 9, 'read'),
        (${repoId}, 3, 1, 1, 'read'), (${other}, 2, 1, 1, 'missing')) as n(repo_id, build, stage, step, outcome)`);
    const weeks = await read(
      [repoId, '2026-03-09'],
      [other, WEEK],
      [repoId, '2026-03-16'],
      [repoId, WEEK],
      [other, '2026-03-09'],
    );
    expect(weeks.map(stepsOf)).toEqual([
      ['3 ci/clone logged'],
      ['2 web/build'],
      [],
      ['2 ci/test', '12 ci/clone', '12 ci/test logged', '12 cd/push'],
      [],
    ]);
    expect(weeks.map(({ repoId: id, week }) => [id, week])[1]).toEqual([other, WEEK]);
  });

  test('caches have the series of their log, and are left out where there is none', async () => {
    await store(
      built(1, '2026-03-03T10:00:00Z', { ci: ['a', 'b'] }),
      built(2, '2026-03-04T10:00:00Z', { ci: ['a'] }),
    );
    await db.pool.query(`
      insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, lines,
        head_truncated, tail_truncated)
      select ${repoId}, n.build, 1, n.step, n.series, now(), 'read', 1, false, false
      from (values (1, 2, 7), (2, 1, 8)) as n(build, step, series);
      insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, hits, misses, not_looked_up,
        failed, unfinished, miss_ms)
      select ${repoId}, n.build, 1, n.step, n.kind, 'go', n.hits, null, 0, 0, 0, null
      from (values (1, 1, 'tools', 1), (1, 2, 'tools', 2), (1, 2, 'packages', 3), (2, 1, 'tools', null))
        as n(build, step, kind, hits)`);
    const [week] = await read([repoId, WEEK]);
    expect(week?.facts.caches).toEqual({
      seriesId: [7, 7, 8],
      kind: ['packages', 'tools', 'tools'],
      tool: ['go', 'go', 'go'],
      hits: [3, 2, null],
      misses: [null, null, null],
      missMs: [null, null, null],
    });
    expect(week?.facts.builds.cachesUntil).toEqual([2, 3]);
  });

  test('names of what is waited for may be any', async () => {
    const names = ['go test', 'a,b', '{c}', 'quote " and \\\\', 'line\nbreak', 'NULL', '', 'Grüße 🚀'];
    const [stage] = aBuild(1).stages;
    const [step] = stage?.steps ?? [];
    if (stage === undefined || step === undefined) throw new Error('no stage or step to go by');
    const steps = [
      { ...step, number: 1, dependsOn: names },
      { ...step, number: 2, dependsOn: [] },
      { ...step, number: 3, dependsOn: null },
    ];
    await store(aBuildAt(1, '2026-03-03T10:00:00Z', 60, { stages: [{ ...stage, dependsOn: names, steps }] }));
    const [week] = await read([repoId, WEEK]);
    expect(week?.facts.stages.dependsOn).toEqual([names]);
    expect(week?.facts.steps.dependsOn).toEqual([names, [], null]);
  });
});

describe('names', () => {
  test('series and logins are made once, and those that logs made are kept', async () => {
    await db.pool.query(`insert into series (repo_id, pipeline, step) values (${repoId}, 'default', 'test')`);
    await db.pool.query(`insert into login (name) values ('bea')`);
    const own = (n: number, sender: string) => aBuild(n, { sender, ...(n === 3 ? { stages: [] } : {}) });
    await store(own(1, 'ada'), own(2, 'bea'), own(3, 'ada'));
    await packAll(db.pool, ZONE);
    await store(own(4, 'ada'));
    await packAll(db.pool, ZONE);
    expect(await rows('select id, pipeline, step from series order by pipeline, step')).toEqual([
      { id: expect.any(Number), pipeline: '', step: '' },
      { id: expect.any(Number), pipeline: 'default', step: '' },
      { id: expect.any(Number), pipeline: 'default', step: 'clone' },
      { id: 1, pipeline: 'default', step: 'test' },
    ]);
    const frame = await readFrame(db.pool, repoId, WEEK);
    expect(new Set(frame?.steps.seriesId)).toContain(1);
    expect([...(frame?.builds.loginId ?? [])]).toEqual([2, 1, 2, 2]);
    expect(await rows('select id, name from login order by id')).toEqual([
      { id: 1, name: 'bea' },
      { id: 2, name: 'ada' },
    ]);
  });

  test('what logs tell of caches is packed with the step’s series', async () => {
    await store(aBuild(1), aBuild(2));
    await db.pool.query(`
      insert into series (repo_id, pipeline, step) values (${repoId}, 'default', 'test');
      insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, lines,
        head_truncated, tail_truncated)
      select ${repoId}, n, 1, 2, 1, now(), 'read', 1, false, false from generate_series(1, 2) as n;
      insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, hits, misses, not_looked_up,
        failed, unfinished, miss_ms)
      values (${repoId}, 2, 1, 2, 'layers', 'buildkit', 3, 1, 0, 0, 0, 2500)`);
    await packAll(db.pool, ZONE);
    const caches = (await readFrame(db.pool, repoId, WEEK))?.caches;
    expect(caches).toMatchObject({ n: 1, tools: ['buildkit'] });
    expect([
      caches?.build[0],
      caches?.seriesId[0],
      caches?.hits[0],
      caches?.misses[0],
      caches?.missMs[0],
    ]).toEqual([1, 1, 3, 1, 2500]);
  });
});
