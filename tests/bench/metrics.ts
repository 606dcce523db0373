import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { createPool } from '@/lib/db/pool';
import { sql } from '@/lib/db/sql';
import type { MetricName } from '@/lib/metrics/registry';
import { answerMetric } from '@/lib/metrics/run-metric';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { BIG_DATA_PLAN, type BigDataSize } from './big-data/big-data-plan';
import { openBigData } from './big-data/open-big-data';
import { DUCKDB, POSTGRES } from './metrics/dialects';
import { measureChanges } from './metrics/measure-changes';
import { measureCold } from './metrics/measure-cold';
import { measureMemory } from './metrics/measure-memory';
import { openDuckdb } from './metrics/open-duckdb';
import { BENCH_ZONE, packBigData } from './metrics/pack-big-data';
import {
  type BenchNames,
  type BenchQuestion,
  filterOf,
  otherQuestions,
  questionsOf,
} from './metrics/questions';
import { RAW_QUESTIONS, type RawScope } from './metrics/raw-questions';

/**
 * How fast every metric is answered over a million builds, as its panels ask it, beside the same question asked of
 * the raw facts in SQL and of DuckDB, in a process with the flags that the pages are served with; then the same at a
 * tenth of the history. Then what it takes in memory, what questions take of a process that holds nothing yet, and how
 * soon changed settings show. `npm run bench:metrics`, or `-- tenth` for the small data alone.
 */
const RUNS = 30;
/** Of the many questions that no page starts with. */
const FEW_RUNS = 5;
const DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.data/bench-metrics');
const RAW_READS_STEPS: ReadonlySet<MetricName> = new Set(['step-durations', 'steps', 'slowest-runs']);

interface Measured {
  question: BenchQuestion;
  range: string;
  p50Ms: number;
  p95Ms: number;
}

if (process.argv.includes('tenth')) await measureSize('tenth', true);
else await compareSizes();

async function compareSizes(): Promise<void> {
  // Code that was not run yet would count against the size that comes first.
  print('warming up');
  await measureSize('tenth', false);
  const million = await measureSize('million', true);
  const tenth = await measureSize('tenth', false);
  print('\nTen times the history, the same four weeks: p50 at a million / at a tenth');
  const atTenth = new Map(tenth.map(measured => [keyOf(measured), measured]));
  for (const measured of million.filter(({ range }) => range === '4w')) {
    const small = atTenth.get(keyOf(measured));
    if (small === undefined) continue;
    const growth = measured.p50Ms / small.p50Ms;
    print(`${nameOf(measured)} ${ms(measured.p50Ms)} ${ms(small.p50Ms)} ${growth.toFixed(2).padStart(6)} ×`);
  }
}

async function measureSize(size: BigDataSize, besideOthers: boolean): Promise<Measured[]> {
  const data = await openBigData(size, print);
  const pool = createPool(data.url);
  try {
    print(`\n${size}\n${data.summary}`);
    await packBigData(pool, print);
    const context: ReaderContext = {
      source: new WeekSource(pool),
      now: new Date(`${BIG_DATA_PLAN.lastDay}T22:00:00Z`),
      timeZone: BENCH_ZONE,
    };
    const names = await decodeNames(pool);
    print(`pages of ${names.service} (team ${names.team}), step ${names.pipeline} / ${names.step}`);
    const duckdb = besideOthers ? await openDuckdb(pool, DIR, print) : null;
    const measured = await measureQuestions(context, questionsOf(names), besideOthers ? duckdb : undefined);
    if (!besideOthers) return measured;
    await measureMemory({ url: data.url, names }, print);
    await measureCold(context, pool, names, print);
    await measureOdd(context, names);
    await measureChanges(context, print);
    return measured;
  } finally {
    await pool.end();
    await data.stop();
  }
}

type Ask = ((statement: string) => Promise<number>) | null;

/** @param duckdb undefined: nothing is asked of the raw facts */
async function measureQuestions(
  context: ReaderContext,
  questions: readonly BenchQuestion[],
  duckdb: Ask | undefined,
): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const range of ['4w', '1y']) {
    print(
      `\n${range.padEnd(42)} ${'first'.padStart(9)} ${'p50'.padStart(9)} ${'p95'.padStart(9)} ${'entries'.padStart(10)}` +
        (duckdb === undefined
          ? ''
          : `${'raw SQL'.padStart(12)} ${'DuckDB'.padStart(11)} ${'SQL / p95'.padStart(10)}`),
    );
    if (duckdb !== undefined)
      print('–: cannot be asked of the raw facts in one statement, or not over a year');
    for (const question of questions) {
      const measured = await measure(context, question, range);
      all.push(measured);
      const line = `${nameOf(measured)} ${ms(measured.firstMs)} ${ms(measured.p50Ms)} ${ms(measured.p95Ms)} ${String(measured.entries).padStart(10)}`;
      print(duckdb === undefined ? line : line + (await beside(context, measured, duckdb)));
    }
  }
  return all;
}

async function measure(context: ReaderContext, question: BenchQuestion, range: string, runs = RUNS) {
  const filter = filterOf(range, question.narrow);
  const times: number[] = [];
  let entries = 0;
  for (let run = 0; run <= runs; run += 1) {
    const startMs = performance.now();
    const { rowsRead } = await answerMetric(context, question.metric, filter);
    times.push(performance.now() - startMs);
    entries = rowsRead;
  }
  const [firstMs = 0, ...warm] = times;
  warm.sort((a, b) => a - b);
  const at = (q: number) => warm[Math.ceil(q * warm.length) - 1] ?? 0;
  return { question, range, firstMs, p50Ms: at(0.5), p95Ms: at(0.95), entries };
}

/** The same question asked of the facts themselves, once warm: a statement of seconds needs no thirty runs. */
async function beside(
  context: ReaderContext,
  { question, range, p95Ms }: Measured,
  duckdb: Ask,
): Promise<string> {
  const raw = RAW_QUESTIONS[question.metric];
  if (raw === undefined) return `${'–'.padStart(12)} ${'–'.padStart(11)}`;
  const { answer } = await answerMetric(context, question.metric, filterOf(range, question.narrow));
  const { team, service, repository, pipeline, step } = filterOf(range, question.narrow);
  const slug = repository ?? service;
  const scope: RawScope = {
    now: answer.days,
    before: answer.previousDays,
    bucket: answer.bucketSize,
    narrow: [
      slug === null ? 'true' : `r.slug = '${slug}'`,
      team === null ? 'true' : `r.namespace = '${team}'`,
      ...(pipeline !== null && RAW_READS_STEPS.has(question.metric)
        ? [`g.name = '${pipeline}' and s.name = '${step}'`]
        : []),
    ].join(' and '),
  };
  const postgresMs = await warmMs(async () => {
    await context.source.pool.query(raw(POSTGRES, scope));
  });
  const duckMs = duckdb === null ? null : await warmMs(() => duckdb(raw(DUCKDB, scope)));
  return `${ms(postgresMs, 12)} ${duckMs === null ? '–'.padStart(11) : ms(duckMs, 11)} ${(postgresMs / p95Ms).toFixed(0).padStart(8)} ×`;
}

async function warmMs(ask: () => Promise<unknown>): Promise<number> {
  await ask();
  const startMs = performance.now();
  await ask();
  return performance.now() - startMs;
}

/** Everything over everything, and combinations of filters that no page starts with: the slowest count. */
async function measureOdd(context: ReaderContext, names: BenchNames): Promise<void> {
  const slowest: Measured[] = [];
  for (const question of otherQuestions(names)) {
    for (const range of ['4w', '1y']) slowest.push(await measure(context, question, range, FEW_RUNS));
  }
  slowest.sort((a, b) => b.p95Ms - a.p95Ms);
  print(`\nThe slowest of ${slowest.length} other questions`);
  for (const measured of slowest.slice(0, 12)) {
    print(
      `${nameOf(measured)} ${measured.range} ${ms(measured.p95Ms)}  ${JSON.stringify(measured.question.narrow)}`,
    );
  }
}

/** The busiest repository that is one service, and the step of it that is in most builds. */
async function decodeNames(pool: pg.Pool): Promise<BenchNames> {
  const { rows } = await pool.query<BenchNames>(sql`
    select r.namespace as team, r.slug as service, r.slug as repository, e.pipeline, e.step
    from (select repo_id, count(*) as builds from build group by 1 order by 2 desc limit 1) busiest
    join repo r on r.id = busiest.repo_id
    join step_log l on l.repo_id = r.id
    join series e on e.repo_id = l.repo_id and e.id = l.series_id
    group by 1, 2, 3, 4, 5 order by count(*) desc limit 1`);
  const names = rows[0];
  if (names === undefined) throw new Error('the data hold no build');
  return names;
}

function keyOf({ question, range }: Measured): string {
  return `${question.page} ${question.metric} ${range}`;
}

function nameOf({ question }: Measured): string {
  return `${question.page.padEnd(10)} ${question.metric.padEnd(31)}`;
}

function ms(value: number, width = 9): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`.padStart(width);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
