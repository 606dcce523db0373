import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { storeSettings } from '@/lib/settings/save-settings';
import {
  type ABuild,
  type AStage,
  addRepo,
  addServer,
  aPage,
  storeBuilds,
  testContext,
} from '@/tests/world/stored-builds';
import { readBuilds } from '../list/read-builds';
import { buildDetailSchema } from './build-detail';
import { readBuild } from './read-build';

let db: TestDatabase;
const NOW = '2026-03-31T12:00:00Z';

async function read(number: number, slug = 'acme/api') {
  const build = await readBuild(testContext(db.pool, NOW), slug, number);
  if (build === null) throw new Error(`there is no build ${number}`);
  return buildDetailSchema.parse(build);
}

/** `lint` runs beside `test`; `publish` waits for the pipeline and for a runner. */
const STAGES: AStage[] = [
  {
    name: 'check',
    startS: 10,
    stopS: 100,
    steps: [
      { name: 'clone', startS: 10, stopS: 20, dependsOn: [] },
      { name: 'db', startS: 20, stopS: 100, dependsOn: ['clone'], detached: true },
      { name: 'lint', startS: 20, stopS: 50, dependsOn: ['clone'] },
      { name: 'test', startS: 20, stopS: 95, dependsOn: ['clone'] },
      { name: 'deploy', startS: 100, stopS: 100, status: 'skipped', dependsOn: ['test'] },
    ],
  },
  {
    name: 'publish',
    startS: 130,
    stopS: 200,
    dependsOn: ['check'],
    steps: [{ name: 'push', startS: 130, stopS: 200, dependsOn: [] }],
  },
];

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await storeSettings(
    db.pool,
    { rules: [{ repository: 'acme/api', step: 'push', service: 'registry', team: 'ops' }] },
    {},
  );
  const past = (number: number, rest: Partial<ABuild> = {}): ABuild => ({
    number,
    created: `2026-03-${String(number).padStart(2, '0')}T08:00:00Z`,
    waitS: 100 + number,
    ...rest,
  });
  await storeBuilds(db.pool, [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map(n => past(n)),
    past(13, { status: 'failure', waitS: 9_000 }),
    past(14, { source: 'feature/x', waitS: 9_000, event: 'pull_request' }),
    past(20, {
      waitS: 205,
      stages: STAGES,
      sha: 'abc',
      link: 'https://git.example.com/acme/api/commit/abc',
    }),
    past(21, { sha: 'abc', waitS: 90, person: 'renovate', link: 'javascript:alert(1)' }),
    past(22, { parent: 20, status: 'killed', waitS: 50, startedS: 10 }),
    past(23, { event: 'promote', parent: 20, person: null }),
    { number: 24, created: '2026-03-31T11:50:00Z', waitS: null, status: 'running' },
  ]);
});
afterAll(() => db.drop());

describe('times', () => {
  test('of stages, since the creation of the build', async () => {
    const { waitMs, queueMs, runMs, stages } = await read(20);
    expect([waitMs, queueMs, runMs]).toEqual([205_000, 40_000, 195_000]);
    expect(stages).toMatchObject([
      { name: 'check', startMs: 10_000, stopMs: 100_000, queueMs: 10_000, dependencyMs: 0, runMs: 90_000 },
      {
        name: 'publish',
        startMs: 130_000,
        stopMs: 200_000,
        queueMs: 30_000,
        dependencyMs: 100_000,
        runMs: 70_000,
      },
    ]);
  });

  test('of steps; one that was skipped has none', async () => {
    const [check] = (await read(20)).stages;
    expect(check?.steps).toMatchObject([
      { name: 'clone', startMs: 10_000, stopMs: 20_000, runMs: 10_000, isOnPath: true, exclusiveMs: 10_000 },
      { name: 'db', detached: true, isOnPath: false, exclusiveMs: 0 },
      { name: 'lint', runMs: 30_000, isOnPath: false, exclusiveMs: 0 },
      // lint would have ended 45 s before it.
      { name: 'test', runMs: 75_000, isOnPath: true, exclusiveMs: 45_000 },
      { name: 'deploy', startMs: null, stopMs: null, runMs: null, isOnPath: false, exclusiveMs: 0 },
    ]);
  });

  test('the critical path covers the build without a gap', async () => {
    const { path, waitMs } = await read(20);
    expect(path?.map(({ fromMs, step, isQueued }) => [fromMs, step, isQueued])).toEqual([
      [0, null, true],
      [10_000, 'clone', false],
      [20_000, 'test', false],
      [95_000, null, false],
      [100_000, null, true],
      [130_000, 'push', false],
      [200_000, null, false],
    ]);
    expect(path?.at(-1)?.untilMs).toBe(waitMs);
  });

  test('of one under way there is no path yet', async () => {
    const build = await read(24);
    expect(build).toMatchObject({ waitMs: null, queueMs: null, path: null, lost: null, elapsedMs: 600_000 });
    expect(build.stages[0]?.steps[1]).toMatchObject({
      name: 'test',
      startMs: 15_000,
      stopMs: null,
      exclusiveMs: null,
    });
  });
});

describe('what is usual', () => {
  test('successes of the same kind of branch in the 28 days before', async () => {
    const { usualWait, verdict } = await read(20);
    expect(usualWait).toEqual({ n: 12, p50Ms: 106_000, p75Ms: 109_000, p90Ms: 111_000, since: null });
    expect(verdict).toBe('above-p90');
    expect((await read(21)).usualWait.n).toBe(13);
    expect((await read(21)).verdict).toBe('within');
  });

  test('of a step, by its name in the same pipeline', async () => {
    const build = await read(21);
    expect(build.stages[0]?.steps[1]).toMatchObject({
      name: 'test',
      usual: { n: 12, p50Ms: 91_000 },
      verdict: 'within',
    });
    expect((await read(20)).stages[1]?.steps[0]).toMatchObject({
      usual: { n: 0, p50Ms: null },
      verdict: 'too-few',
    });
  });

  test('what was cut short is no quick build, what is under way may be too long already', async () => {
    expect((await read(22)).verdict).toBeNull();
    expect((await read(24)).verdict).toBe('above-p90');
  });

  test('the first ones have nothing to be compared with', async () => {
    expect(await read(5)).toMatchObject({ usualWait: { n: 4 }, verdict: 'too-few' });
    expect((await read(1)).usualWait).toEqual({
      ...{ n: 0, p50Ms: null, p75Ms: null, p90Ms: null },
      since: null,
    });
  });
});

describe('what changed in those days', () => {
  /** Twelve builds of a minute, then twelve of two, one a day. */
  const SLUG = 'acme/jobs';
  const found = (repoId: number, day: string, change: object) =>
    db.pool.query(
      'insert into found_change (repo_id, subject, day, change, found_at) values ($1, $2, $3, $4, now())',
      [repoId, JSON.stringify(change).slice(0, 80), day, JSON.stringify(change)],
    );

  beforeAll(async () => {
    const repoId = await addRepo(db.pool, SLUG);
    const daily = Array.from({ length: 24 }, (_, i) => ({
      ...{ repoId, number: i + 1, waitS: i < 12 ? 60 : 120 },
      created: `2026-03-${String(i + 1).padStart(2, '0')}T08:00:00Z`,
    }));
    await storeBuilds(db.pool, daily);
    await found(repoId, '2026-03-13', { kind: 'wait', before: 60_000, after: 120_000 });
    const step = { kind: 'step', pipeline: 'default', step: 'test', before: 45_000, after: 105_000 };
    await found(repoId, '2026-03-13', step);
    await found(repoId, '2026-03-14', { ...step, before: 'of another version' });
  });

  test('the usual is what came after, on the page and in the list', async () => {
    const build = await read(24, SLUG);
    const since = { p50Ms: 120_000, p90Ms: 120_000, since: '2026-03-13' };
    expect(build).toMatchObject({ usualWait: { n: 11, ...since }, verdict: 'within' });
    expect(build.usualQueue).toMatchObject({ n: 11, since: '2026-03-13' });
    expect(build.stages[0]?.steps).toMatchObject([
      { name: 'clone', usual: { n: 23, since: null }, knownChange: null },
      {
        ...{ name: 'test', usual: { n: 11, p50Ms: 105_000, since: '2026-03-13' }, verdict: 'within' },
        knownChange: { day: '2026-03-13', beforeMs: 45_000, afterMs: 105_000 },
      },
    ]);
    const { rows } = await readBuilds(
      testContext(db.pool, NOW),
      aPage({ range: '28d', event: 'all', repository: SLUG }),
    );
    expect(rows.find(row => row.number === 24)).toMatchObject({ usualP50Ms: 120_000, usualBuilds: 11 });
  });

  test('the first ones after it are held against what was before, and named as what is usual since', async () => {
    const build = await read(15, SLUG);
    expect(build).toMatchObject({
      usualWait: { n: 14, p50Ms: 60_000, since: null },
      knownChange: { day: '2026-03-13', beforeMs: 60_000, afterMs: 120_000 },
    });
    expect(build.knownChange?.id).toMatch(/^\d+~2026-03-13~/);
    // What was before it is not of it.
    expect((await read(12, SLUG)).knownChange).toBeNull();
  });

  test('of a repository that rules split, the wait for a service is not that for the build', async () => {
    await found(1, '2026-03-03', { kind: 'wait', service: 'registry', before: 60_000, after: 105_000 });
    expect(await read(20)).toMatchObject({ usualWait: { n: 12, since: null }, knownChange: null });
  });
});

describe('kin and links', () => {
  test('neighbours, parents and reruns', async () => {
    expect(await read(20)).toMatchObject({
      previous: 14,
      next: 21,
      parent: null,
      isRerun: false,
      rerunOf: null,
      children: [22, 23],
    });
    expect(await read(21)).toMatchObject({ isRerun: true, rerunOf: 20 });
    expect(await read(22)).toMatchObject({ parent: 20, isRerun: true, rerunOf: 20 });
    // A promotion repeats nothing.
    expect(await read(23)).toMatchObject({ parent: 20, isRerun: false, rerunOf: null });
    expect(await read(1)).toMatchObject({ previous: null, next: 2 });
  });

  test('to the CI server and to the commit, which may be no script', async () => {
    const build = await read(20);
    expect(build.link).toBe('https://drone.example.com/acme/api/20');
    expect(build.stages[1]?.steps[0]?.link).toBe('https://drone.example.com/acme/api/20/2/1');
    expect(build.commitLink).toBe('https://git.example.com/acme/api/commit/abc');
    expect((await read(21)).commitLink).toBeNull();
  });

  test('whose it is', async () => {
    const build = await read(20);
    expect(build.services).toEqual([{ service: 'registry', team: 'ops' }]);
    expect(build.stages[1]?.steps[0]?.service).toBe('registry');
    // A rule splits the repository: what it does not match is nobody's alone.
    expect(build.stages[0]?.steps[0]?.service).toBeNull();
  });

  test('nobody waits for bots and what has no person', async () => {
    expect(await read(21)).toMatchObject({ nobodyWaits: 'bot', lost: { lostMs: 0, causes: [] } });
    expect(await read(23)).toMatchObject({ nobodyWaits: 'nobody', lost: { lostMs: 0, causes: [] } });
    expect(await read(20)).toMatchObject({ nobodyWaits: null, lost: null });
  });

  test('parameters and people are not told', async () => {
    await db.pool.query(
      `update build set params = '{"TOKEN": "hunter2"}', author_email = 'ada@example.org' where number = 20`,
    );
    expect(JSON.stringify(await read(20))).not.toMatch(/hunter2|ada/);
  });
});

describe('inside the steps', () => {
  const inside = async (step: string) => {
    const steps = (await read(20)).stages.flatMap(stage => stage.steps);
    return steps.find(({ name }) => name === step)?.inside;
  };

  test('commands and layers with their times, caches with their counts', async () => {
    const { rows } = await db.pool.query<{ id: number }>(
      `select id from series where repo_id = 1 and pipeline = 'publish' and step = 'push'`,
    );
    const seriesId = rows[0]?.id ?? 0;
    await db.pool.query(
      `insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, lines,
         head_truncated, tail_truncated)
       values (1, 20, 2, 1, $1, now(), 'read', 10, false, true)`,
      [seriesId],
    );
    await db.pool.query(
      `insert into span_label (repo_id, id, series_id, kind, tool, label, text)
       values (1, 1, $1, 'command', null, 'docker build', 'docker build .'), (1, 2, $1, 'layer', 'buildkit', 'RUN x', 'RUN x')`,
      [seriesId],
    );
    await db.pool.query(
      `insert into step_span (repo_id, build_number, stage_number, step_number, number, label_id, parent, start_ms,
         duration_ms, cache)
       values (1, 20, 2, 1, 1, 1, null, 0, 60000, 'unknown'), (1, 20, 2, 1, 2, 2, 1, 1500, 900, 'hit'),
         (1, 20, 2, 1, 3, 0, 1, null, null, 'miss')`,
    );
    await db.pool.query(
      `insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, hits, misses, not_looked_up,
         failed, unfinished, miss_ms)
       values (1, 20, 2, 1, 'layers', 'buildkit', 1, 1, 0, 0, 0, null)`,
    );
    expect(await inside('push')).toMatchObject({
      state: 'read',
      reason: null,
      tailTruncated: true,
      spansLeftOut: 0,
      spans: [
        {
          number: 1,
          kind: 'command',
          text: 'docker build .',
          startMs: 0,
          durationMs: 60_000,
          cache: 'unknown',
        },
        {
          number: 2,
          kind: 'layer',
          tool: 'buildkit',
          parent: 1,
          startMs: 1_500,
          durationMs: 900,
          cache: 'hit',
        },
        { number: 3, kind: 'other', label: null, text: null, startMs: null, durationMs: null, cache: 'miss' },
      ],
      caches: [{ kind: 'layers', tool: 'buildkit', hits: 1, misses: 1, missMs: null }],
    });
  });

  test('of very many, those that took the longest are told, in the order of the log', async () => {
    await db.pool.query(
      `insert into step_span (repo_id, build_number, stage_number, step_number, number, label_id, duration_ms, cache)
       select 1, 20, 2, 1, n, 0, n, 'unknown' from generate_series(100, 500) as n`,
    );
    const told = await inside('push');
    expect([told?.spans.length, told?.spansLeftOut]).toEqual([300, 104]);
    expect(told?.spans.map(span => span.number).slice(0, 3)).toEqual([1, 2, 203]);
  });

  test('why there is nothing', async () => {
    await db.pool.query(
      `insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, reason,
         lines, head_truncated, tail_truncated)
       values (1, 20, 1, 4, 1, now(), 'missing', 'the server has no log of it', 0, false, false)`,
    );
    await db.pool.query(
      `insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at) values (1, 20, 1, 3, now())`,
    );
    expect(await inside('test')).toMatchObject({
      state: 'missing',
      reason: 'the server has no log of it',
      spans: [],
    });
    expect(await inside('lint')).toMatchObject({ state: 'to-be-read' });
    expect(await inside('deploy')).toMatchObject({ state: 'never-ran' });
    expect(await inside('clone')).toMatchObject({
      state: 'not-read',
      reason: 'The step was very short, or too long ago: logs of such steps are not read.',
    });
    expect((await read(24)).stages[0]?.steps[0]?.inside.state).toBe('not-ended');
  });

  test('single commands of old builds are gone, and so are logs that were never read', async () => {
    await db.pool.query(`update repo_import set spans_kept_from = '2026-03-30'`);
    await db.pool.query('delete from step_span');
    expect(await inside('push')).toMatchObject({ state: 'too-old', caches: [{ tool: 'buildkit' }] });
    expect(await inside('clone')).toMatchObject({ state: 'too-old' });
  });
});

test('numbers that are handed out again mean the newest epoch; what does not exist is null', async () => {
  const again = await addRepo(db.pool, 'acme/again');
  await db.pool.query(`update repo set slug = 'acme/api', epoch = 2, is_current = true where id = $1`, [
    again,
  ]);
  await db.pool.query('update repo set is_current = false where id = 1');
  await storeBuilds(db.pool, [
    { repoId: again, number: 20, created: '2026-03-30T08:00:00Z', startedS: 1, waitS: 7 },
  ]);
  expect((await read(20)).waitMs).toBe(7_000);
  expect((await read(21)).waitMs).toBe(90_000);
  const context = testContext(db.pool, NOW);
  expect(await readBuild(context, 'acme/api', 999)).toBeNull();
  expect(await readBuild(context, 'no/such', 1)).toBeNull();
});
