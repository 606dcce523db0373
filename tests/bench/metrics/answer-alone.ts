import { createPool } from '@/lib/db/pool';
import { answerMetric } from '@/lib/metrics/run-metric';
import { WeekSource } from '@/lib/weeks/reader';
import { BIG_DATA_PLAN } from '../big-data/big-data-plan';
import type { AnswererMemory, AnswererTask } from './measure-memory';
import { BENCH_ZONE } from './pack-big-data';
import { type BenchQuestion, filterOf, otherQuestions, questionsOf } from './questions';

/** A process of its own that only answers; it tells the benchmark after each part what it takes. */
const RUNS = 10;
const { url, names } = JSON.parse(process.argv[2] ?? '') as AnswererTask;
const pool = createPool(url);
const context = {
  source: new WeekSource(pool),
  now: new Date(`${BIG_DATA_PLAN.lastDay}T22:00:00Z`),
  timeZone: BENCH_ZONE,
};
await context.source.open();
tell('nothing');
for (const range of ['4w', '1y']) {
  await ask(questionsOf(names), range);
  tell(`every panel, ${range}`);
}
for (const range of ['4w', '1y']) await ask(otherQuestions(names), range, 1);
tell('all other questions as well');
await pool.end();

async function ask(questions: readonly BenchQuestion[], range: string, runs = RUNS): Promise<void> {
  for (const { metric, narrow } of questions) {
    for (let run = 0; run < runs; run += 1) await answerMetric(context, metric, filterOf(range, narrow));
  }
}

function tell(asked: string): void {
  const told: AnswererMemory = {
    asked,
    residentBytes: process.memoryUsage.rss(),
    heldBytes: context.source.store.statistics.heldBytes,
  };
  process.send?.(told);
}
