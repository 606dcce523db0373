import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countRuns } from '@/lib/builds/running/run-counts';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { readSettings } from '@/lib/settings/read-settings';
import { storeSettings } from '@/lib/settings/save-settings';
import { type AStage, addRepo, addServer, storeBuilds, testContext } from '@/tests/world/stored-builds';
import { PrometheusExporter } from './prometheus-exporter';

let db: TestDatabase;
const NOW = '2026-03-31T12:00:00Z';
const SERVICES = 230;

/** Samples by name and labels, as a scraper reads them; throws at a line that is none. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line);
    if (type?.[1] !== undefined && type[2] !== undefined) types.set(type[1], type[2]);
    if (line === '' || line.startsWith('#')) continue;
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)$/.exec(
      line,
    );
    const [, name = '', labels = '', value = ''] = sample ?? [];
    if (sample === null || (value !== 'Nan' && Number.isNaN(Number(value))))
      throw new Error(`no sample: ${line}`);
    if (samples.has(name + labels)) throw new Error(`twice: ${line}`);
    if (![name, name.replace(/_(bucket|sum|count)$/, '')].some(known => types.has(known))) {
      throw new Error(`no type: ${line}`);
    }
    samples.set(name + labels, Number(value));
  }
  return samples;
}

const scrape = async () => parse(await new PrometheusExporter().scrape(testContext(db.pool, NOW)));

const twoSteps: AStage[] = [
  {
    status: 'failure',
    startS: 10,
    stopS: 100,
    steps: [
      { name: 'api-build', startS: 10, stopS: 60, status: 'failure' },
      { name: 'web-build', startS: 10, stopS: 100 },
    ],
  },
];

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const mono = await addRepo(db.pool, 'shop/mono');
  await db.pool.query(`update repo set created_at = '2026-03-01T00:00:00Z'`);
  await storeSettings(
    db.pool,
    { rules: [{ repository: 'shop/mono', step: '<s>-build', service: '<s>', team: 'shop' }] },
    {},
  );
  await storeBuilds(db.pool, [
    // History from before Buildhours knew the repository.
    { number: 1, created: '2026-02-20T08:00:00Z', waitS: 100 },
    { number: 2, created: '2026-03-05T08:00:00Z', waitS: 100 },
    { number: 3, created: '2026-03-06T08:00:00Z', waitS: 8_000 },
    { number: 4, created: '2026-03-07T08:00:00Z', waitS: 50, status: 'killed' },
    { number: 5, created: '2026-03-31T11:59:00Z', waitS: null, status: 'running' },
    {
      number: 6,
      created: '2026-03-31T11:59:00Z',
      waitS: null,
      startedS: null,
      status: 'pending',
      stages: [],
    },
    {
      repoId: mono,
      number: 1,
      created: '2026-03-09T08:00:00Z',
      waitS: 110,
      status: 'failure',
      stages: twoSteps,
    },
  ]);
  await db.pool.query(`update stage set status = 'running' where build_number = 5`);
  await db.pool.query(
    `insert into poller (id, host, pid, started_at, heartbeat_at) values ('p', 'h', 1, now(), '2026-03-31T11:59:59Z')`,
  );
});
afterAll(() => db.drop());

describe('runs', () => {
  test('by service, state and result, as histograms; history does not count', async () => {
    const samples = await scrape();
    const executing = (suffix: string, le = '') =>
      samples.get(
        `cicd_pipeline_run_duration_seconds_${suffix}{${le === '' ? '' : `le="${le}",`}cicd_pipeline_name="acme/api",cicd_pipeline_run_state="executing",cicd_pipeline_result="success"}`,
      );
    expect(['60', '120', '7200', '+Inf'].map(le => executing('bucket', le))).toEqual([0, 1, 1, 2]);
    expect([executing('sum'), executing('count')]).toEqual([90 + 7_990, 2]);
    const pending = 'cicd_pipeline_name="acme/api",cicd_pipeline_run_state="pending"';
    expect(samples.get(`cicd_pipeline_run_duration_seconds_count{${pending}}`)).toBe(3);
    expect(samples.get(`cicd_pipeline_run_duration_seconds_bucket{le="10",${pending}}`)).toBe(3);
  });

  test('a service that shares its repository counts its own steps', async () => {
    const samples = await scrape();
    const count = (service: string, result: string) =>
      samples.get(
        `cicd_pipeline_run_duration_seconds_sum{cicd_pipeline_name="${service}",cicd_pipeline_run_state="executing",cicd_pipeline_result="${result}"}`,
      );
    expect([count('api', 'failure'), count('web', 'success')]).toEqual([50, 90]);
    expect(samples.get('cicd_pipeline_run_errors_total{cicd_pipeline_name="api",error_type="failure"}')).toBe(
      1,
    );
  });

  test('that have not ended, and the runners at them', async () => {
    const samples = await scrape();
    const active = (state: string) =>
      samples.get(
        `cicd_pipeline_run_active{cicd_pipeline_name="acme/api",cicd_pipeline_run_state="${state}"}`,
      );
    expect([active('executing'), active('pending')]).toEqual([1, 1]);
    expect(samples.get('cicd_worker_count{cicd_worker_state="busy"}')).toBe(1);
  });

  test('another exporter, as after a restart, gives the same counts', async () => {
    const counters = async () =>
      [...(await scrape())].filter(([name]) => /^cicd_.*(_total|_bucket|_count)\{/.test(name));
    expect(await counters()).toEqual(await counters());
  });
});

test('weeks that were counted before are counted anew once they are packed anew, or rules change', async () => {
  const context = testContext(db.pool, NOW);
  const runs = async (service: string) => {
    context.source.expire();
    return (await countRuns(context))
      .filter(run => run.service === service && run.state === 'pending')
      .map(run => run.counts.reduce((sum, count) => sum + count, 0));
  };
  expect([await runs('acme/api'), await runs('acme/api')]).toEqual([[3], [3]]);
  await storeBuilds(db.pool, [{ number: 7, created: '2026-03-05T09:00:00Z', waitS: 100 }]);
  expect(await runs('acme/api')).toEqual([4]);
  const { revisions } = await readSettings(db.pool);
  await storeSettings(db.pool, { rules: [{ repository: 'acme/api', service: 'renamed' }] }, revisions);
  expect([await runs('acme/api'), await runs('renamed')]).toEqual([[], [4]]);
});

test('the import, the poller and the figures to be made', async () => {
  await db.pool.query(
    `insert into dirty_week (repo_id, week, first_marked_at) values (1, '2026-03-02', now() - interval '90 seconds')`,
  );
  const samples = await scrape();
  await db.pool.query('delete from dirty_week');
  expect(samples.get('buildhours_poller_heartbeat_timestamp_seconds')).toBe(
    Date.parse('2026-03-31T11:59:59Z') / 1000,
  );
  expect(samples.get('buildhours_pollers')).toBe(0);
  expect(samples.get('buildhours_packing_weeks_to_go')).toBe(1);
  expect(samples.get('buildhours_packing_lag_seconds')).toBeGreaterThanOrEqual(90);
  expect(samples.get('buildhours_import_repositories{state="importing"}')).toBeDefined();
  expect(samples.get('process_start_time_seconds')).toBeGreaterThan(0);
});

test('without a poller there is no heartbeat', async () => {
  await db.pool.query('delete from poller');
  expect([...(await scrape()).keys()]).not.toContain('buildhours_poller_heartbeat_timestamp_seconds');
});

test('labels are bounded, and all runs are counted', async () => {
  const repoId = await addRepo(db.pool, 'acme/many');
  await db.pool.query(`update repo set created_at = '2026-03-01T00:00:00Z'`);
  const steps = Array.from({ length: SERVICES }, (_, i) => ({ name: `s${i}`, startS: 10, stopS: 20 }));
  const rules = [{ repository: 'acme/many', step: '<s>', service: 'many-<s>', team: 'acme' }];
  await db.pool.query('delete from setting');
  await storeSettings(db.pool, { rules }, {});
  await storeBuilds(db.pool, [
    {
      repoId,
      number: 1,
      created: '2026-03-20T08:00:00Z',
      waitS: 30,
      stages: [{ startS: 10, stopS: 20, steps }],
    },
  ]);
  const samples = await scrape();
  const names = new Set<string>();
  const values = new Map<string, Set<string>>();
  let runs = 0;
  for (const [sample, value] of samples) {
    if (!sample.startsWith('cicd_')) continue;
    for (const [, label = '', text = ''] of sample.matchAll(/(\w+)="([^"]*)"/g)) {
      values.set(label, (values.get(label) ?? new Set()).add(text));
      if (label === 'cicd_pipeline_name') names.add(text);
    }
    if (sample.startsWith('cicd_pipeline_run_duration_seconds_count') && sample.includes('many-s'))
      runs += value;
    if (sample.startsWith('cicd_pipeline_run_duration_seconds_count') && sample.includes('"other"'))
      runs += value;
  }
  expect(names.size).toBeGreaterThan(190);
  expect(names.size).toBeLessThanOrEqual(201);
  expect(names).toContain('other');
  // Once as pending, once as executing.
  expect(runs).toBe(2 * SERVICES);
  expect([...values.keys()].sort()).toEqual(
    [
      'cicd_pipeline_name',
      'cicd_pipeline_result',
      'cicd_pipeline_run_state',
      'cicd_worker_state',
      'error_type',
      'le',
    ].filter(label => values.has(label)),
  );
});
