import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createPool } from '@/lib/db/pool';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import {
  markSpanWeeks,
  markStaleWeeks,
  packMarkedSpanWeeks,
  packNextWeek,
  type StaleWeek,
} from '@/lib/weeks/upkeep';
import { openBigData } from './big-data/open-big-data';
import { BENCH_ZONE, packBigData } from './metrics/pack-big-data';
import { postgresCpuSeconds } from './packing/postgres-cpu-seconds';

/**
 * How fast the weeks of a million builds are packed anew, as after a change of format: what Node and Postgres take for
 * it, and for how long the event loop was held up at most. Fails where anything came out other than it was.
 * `npm run bench:packing`, or `-- tenth` for the small data.
 */
type WeekKey = Pick<StaleWeek, 'repoId' | 'week'>;

const data = await openBigData(process.argv.includes('tenth') ? 'tenth' : 'million', print);
const pool = createPool(data.url);
try {
  await packBigData(pool, print);
  print(`${' '.repeat(20)}   weeks   seconds  weeks/s  CPU Node  CPU Postgres  longest pause`);
  await measureBuilds();
  await measureSpans();
} finally {
  await pool.end();
  await data.stop();
}

async function measureBuilds(): Promise<void> {
  const context = { pool, timeZone: BENCH_ZONE, calendar: createLocalCalendar(BENCH_ZONE) };
  const before = await digest(packedWeeks());
  const { rows } = await pool.query<WeekKey>(
    sql`select repo_id as "repoId", week::text as week from packed_week`,
  );
  await markStaleWeeks(pool, rows);
  await measure('builds', rows.length, async () => {
    while ((await packNextWeek(context, true)) !== null);
  });
  await expectSame('weeks of builds', before, packedWeeks());
  const { rowCount } = await pool.query(sql`select 1 from dirty_person_day`);
  if (rowCount !== 0)
    throw new Error(`${rowCount} days of people are to be replayed, though no build changed`);
}

async function measureSpans(): Promise<void> {
  const before = await digest(packedSpanWeeks());
  const { rows } = await pool.query<WeekKey>(
    sql`select repo_id as "repoId", week::text as week from packed_span_week`,
  );
  await markSpanWeeks(pool, rows);
  await measure('commands and layers', rows.length, async () => {
    while ((await packMarkedSpanWeeks(pool)) > 0);
  });
  await expectSame('weeks of commands and layers', before, packedSpanWeeks());
}

async function measure(what: string, weeks: number, work: () => Promise<void>): Promise<void> {
  const pauses = monitorEventLoopDelay({ resolution: 5 });
  const postgresBefore = await postgresCpuSeconds(pool);
  const nodeBefore = process.cpuUsage();
  const startMs = performance.now();
  pauses.enable();
  await work();
  pauses.disable();
  const seconds = (performance.now() - startMs) / 1000;
  const node = process.cpuUsage(nodeBefore);
  const postgresAfter = await postgresCpuSeconds(pool);
  const postgres =
    postgresBefore === null || postgresAfter === null
      ? 'no /proc'
      : `${(postgresAfter - postgresBefore).toFixed(1)} s`;
  print(
    `${what.padEnd(20)} ${String(weeks).padStart(7)} ${seconds.toFixed(1).padStart(9)} ${(weeks / seconds).toFixed(0).padStart(8)} ` +
      `${((node.user + node.system) / 1e6).toFixed(1).padStart(7)} s ${postgres.padStart(13)} ${(pauses.max / 1e6).toFixed(0).padStart(11)} ms`,
  );
}

async function expectSame(what: string, before: string, statement: SqlStatement): Promise<void> {
  if ((await digest(statement)) !== before) {
    throw new Error(`${what} came out other than they were: right after a change of format only, once`);
  }
}

/** Of all rows in one; each names its bytes by their digest. */
async function digest(rows: SqlStatement): Promise<string> {
  const { rows: found } = await pool.query<{ digest: string | null }>(sql`
    select md5(string_agg(concat_ws(' ', w.repo_id, w.week, w.bytes), '\n' order by w.repo_id, w.week)) as digest
    from (${rows}) w`);
  return found[0]?.digest ?? '';
}

function packedWeeks(): SqlStatement {
  return sql`
    select repo_id, week, concat_ws(' ', time_zone, build_count, step_count, md5(builds), md5(stages), md5(steps),
      md5(caches), md5(path)) as bytes
    from packed_week`;
}

function packedSpanWeeks(): SqlStatement {
  return sql`select repo_id, week, concat_ws(' ', cell_count, md5(spans), md5(times)) as bytes from packed_span_week`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
