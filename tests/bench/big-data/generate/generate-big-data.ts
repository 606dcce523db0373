import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN, type BigDataSize } from '../big-data-plan';
import { CREATE_SCRATCH } from './create-scratch';
import { makeBuilds } from './make-builds';
import { makeCalendar } from './make-calendar';
import { makeOrganisation } from './make-organisation';
import { makePipelines } from './make-pipelines';
import { makeSpanWeeks } from './make-span-weeks';
import { type BuildRange, makeSteps } from './make-steps';
import { storeBuilds, storeDeclinedStages, storeImports, storeStages, storeSteps } from './store-facts';
import { draftLogs, storeCaches, storeLogs, storeSpans } from './store-logs';
import { readTableDefinitions } from './table-definitions';

const BUILDS_AT_ONCE = 25_000;
const PLANNED = [
  ...['big.cell', 'big.repo', 'big.repo_at', 'big.person', 'big.person_at', 'big.pipeline', 'big.step'],
  'big.label',
];
const FILLED = ['build', 'stage', 'step', 'step_log', 'step_cache', 'step_span', 'span_week'] as const;

/**
 * Fills a migrated, empty database with the facts that the plan tells of, in one transaction: Postgres writes no log
 * of tables that were emptied in it. Constraints and indexes are as the migrations made them when it ends.
 */
export async function generateBigData(
  pool: pg.Pool,
  size: BigDataSize,
  log: (line: string) => void,
): Promise<void> {
  const began = performance.now();
  const told = (what: string) =>
    log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);
  const { million, tenth } = BIG_DATA_PLAN.sizes;
  const firstBuild = size === 'million' ? 1 : million.buildCount - tenth.buildCount + 1;
  await inTransaction(pool, async client => {
    await client.query(`set local work_mem = '512MB'; set local maintenance_work_mem = '1GB'`);
    await client.query(CREATE_SCRATCH);
    await makeCalendar(client);
    await makeOrganisation(client);
    await makePipelines(client);
    await client.query(`analyze ${PLANNED.join(', ')}`);
    await makeBuilds(client, firstBuild);
    told('builds drawn');
    const definitions = await readTableDefinitions(client, FILLED);
    for (const statement of definitions.drop) await client.query(statement);
    await client.query(`truncate ${FILLED.join(', ')}`);
    for (let from = firstBuild; from <= million.buildCount; from += BUILDS_AT_ONCE) {
      const until = Math.min(from + BUILDS_AT_ONCE - 1, million.buildCount);
      await storeRange(client, { from, until }, from === firstBuild);
      told(`${until - firstBuild + 1} builds stored`);
    }
    await client.query(storeImports());
    await client.query(markWeeks());
    await client.query('analyze build, step_log, step_span');
    await makeSpanWeeks(client);
    told('weeks of spans');
    for (const statement of definitions.create) await client.query(statement);
    told('keys and indexes');
    await client.query('drop schema big cascade');
  });
  // Marks what everybody sees, so that neither the first reader nor autovacuum does it while something is measured.
  await pool.query('vacuum (analyze, buffer_usage_limit 0)');
  told('vacuumed');
}

async function storeRange(client: pg.PoolClient, range: BuildRange, isFirst: boolean): Promise<void> {
  await makeSteps(client, range);
  // What is known of these tables by now holds for every range.
  if (isFirst) await client.query('analyze big.stage, big.step_draft, big.stage_time');
  await client.query(storeBuilds(range));
  await client.query(storeStages());
  await client.query(storeDeclinedStages(range));
  await client.query(storeSteps());
  await client.query(draftLogs());
  await client.query(storeLogs());
  await client.query(storeCaches());
  await client.query(storeSpans());
}

/** After an import every week waits to be packed. */
function markWeeks() {
  return sql`
    insert into dirty_week (repo_id, week)
    select distinct repo_id, date_trunc('week', finished_at at time zone ${BIG_DATA_PLAN.timeZone})::date
    from build where finished_at is not null`;
}
