import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { answerMetric } from '@/lib/metrics/run-metric';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { type BenchNames, filterOf, questionsOf } from './questions';

/** When the small question is asked: the large one is then under way. */
const LATER_MS = 50;

/**
 * Questions over a year of a process that holds nothing yet, each of a store of its own, beside a small question (four
 * weeks of one service) that is asked a little later.
 */
export async function measureCold(
  { now, timeZone }: ReaderContext,
  pool: pg.Pool,
  names: BenchNames,
  log: (line: string) => void,
): Promise<void> {
  log(`\nNothing held yet: a year, and four weeks of one service asked ${LATER_MS} ms later`);
  const questions = questionsOf(names);
  const small = questions.find(({ page, metric }) => page === 'service' && metric === 'totals');
  if (small === undefined) throw new Error('the page of a service asks for totals');
  for (const { page, metric, narrow } of questions.filter(
    question => Object.keys(question.narrow).length === 0,
  )) {
    const context = { source: new WeekSource(pool), now, timeZone };
    await context.source.open();
    const large = timed(() => answerMetric(context, metric, filterOf('1y', narrow)));
    await sleep(LATER_MS);
    const smallMs = await timed(() => answerMetric(context, small.metric, filterOf('4w', small.narrow)));
    log(`${page.padEnd(10)} ${metric.padEnd(31)} ${ms(await large)} ${ms(smallMs)}`);
  }
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await ask();
  return performance.now() - startMs;
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`.padStart(9);
}
