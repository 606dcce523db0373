import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { runMetric } from '@/lib/metrics/run-metric';
import { readSettings } from '@/lib/settings/read-settings';
import { storeSettings } from '@/lib/settings/save-settings';
import type { ReaderContext } from '@/lib/weeks/reader';
import { rollUpWaiting, WeekStore } from '@/lib/weeks/upkeep';
import { BENCH_ZONE } from './pack-big-data';
import { filterOf } from './questions';

const WEEKS_AT_ONCE = 8;
const HELD_BYTES = 400_000_000;

/**
 * How long a change of the settings takes to be on the page: rules are applied when reading, people, bots, cost and
 * hours are recomputed, newest weeks first. The settings are put back as they were.
 */
export async function measureChanges(context: ReaderContext, log: (line: string) => void): Promise<void> {
  const { pool } = context.source;
  log('\nChanged settings');
  const { settings } = await readSettings(pool);
  await storeSettings(
    pool,
    { rules: [{ repository: '**', service: 'everything', team: 'everybody' }] },
    await readRevisions(pool),
  );
  const savedMs = performance.now();
  let answer = await runMetric(context, 'services', filterOf('4w', {}));
  while (answer.rows[0]?.service !== 'everything')
    answer = await runMetric(context, 'services', filterOf('4w', {}));
  log(
    `a rule for services and teams: on the page after ${((performance.now() - savedMs) / 1000).toFixed(2)} s`,
  );
  await storeSettings(pool, { rules: settings.rules }, await readRevisions(pool));

  const bots = [...settings.people.bots, 'a*'];
  await storeSettings(pool, { people: { ...settings.people, bots } }, await readRevisions(pool));
  await measureRecompute(pool, 'people and bots', log);
  await storeSettings(
    pool,
    { people: settings.people, cost: { ...settings.cost, switchCostMinutes: 7 } },
    await readRevisions(pool),
  );
  await measureRecompute(pool, 'people, bots and costs', log);
  await storeSettings(pool, { cost: settings.cost }, await readRevisions(pool));
}

async function readRevisions(pool: pg.Pool) {
  return (await readSettings(pool)).revisions;
}

async function measureRecompute(pool: pg.Pool, what: string, log: (line: string) => void): Promise<void> {
  const { settings } = await readSettings(pool);
  const store = new WeekStore(pool, { maxBytes: HELD_BYTES });
  const startMs = performance.now();
  const context = { pool, store, settings, timeZone: BENCH_ZONE };
  let weeks = 0;
  let firstMs = 0;
  while ((await rollUpWaiting(context)) !== null) {
    weeks += 1;
    if (weeks === WEEKS_AT_ONCE) firstMs = performance.now() - startMs;
  }
  const { rows } = await pool.query<{ people: number }>(sql`select count(*)::int as people from login`);
  log(
    `${what} (${rows[0]?.people} people): the last ${WEEKS_AT_ONCE} weeks after ${(firstMs / 1000).toFixed(1)} s, ` +
      `all ${weeks} after ${((performance.now() - startMs) / 1000).toFixed(1)} s`,
  );
}
