import { bucketOf, localDay, previousRange, resolveRange } from '@/lib/time';
import { MetricReader } from './engine/metric-reader';
import type { MetricSource } from './engine/metric-source';
import type { MetricAnswer, MetricScope } from './metric';
import type { MetricFilter } from './metric-filter';
import { type MetricName, type MetricRows, metricOf } from './registry';

/** The outside world as metrics see it. */
export interface MetricContext {
  source: MetricSource;
  now: Date;
  /** Of the machine; the settings may name another one for the organisation. */
  timeZone: string;
}

/**
 * Asks one question.
 *
 * @throws UnknownRangeError when the range means nothing
 */
export async function runMetric<Name extends MetricName>(
  context: MetricContext,
  name: Name,
  filter: MetricFilter,
): Promise<MetricAnswer<MetricRows[Name]>> {
  return (await answerMetric(context, name, filter)).answer;
}

/** The same, with how many entries of packed weeks were looked at. @throws UnknownRangeError */
export async function answerMetric<Name extends MetricName>(
  context: MetricContext,
  name: Name,
  filter: MetricFilter,
): Promise<{ answer: MetricAnswer<MetricRows[Name]>; rowsRead: number }> {
  const metric = metricOf(name);
  const reader = await openReader(context, filter);
  const { days, previousDays, today, bucketSize, timeZone } = reader.scope;
  const rows = metric.row.array().parse(await metric.answer(reader));
  const { title, unit, definition, empty } = metric;
  const { buckets, rowsRead } = reader;
  const about = { name, title, unit, definition, empty };
  return { answer: { ...about, days, previousDays, today, bucketSize, buckets, timeZone, rows }, rowsRead };
}

/**
 * A reader for one question, with everything worked out that depends on clock and settings.
 *
 * @throws UnknownRangeError
 */
export async function openReader(context: MetricContext, filter: MetricFilter): Promise<MetricReader> {
  const { book, catalog } = await context.source.open();
  const timeZone = catalog.hours.timeZone ?? context.timeZone;
  const days = resolveRange(filter.range, context.now, timeZone);
  const bucketSize = filter.bucket === 'auto' ? bucketOf(days) : filter.bucket;
  const previousDays = previousRange(days);
  const today = localDay(context.now, timeZone);
  const scope: MetricScope = { ...filter, days, previousDays, today, bucketSize, timeZone };
  return new MetricReader(context.source.pool, context.source.store, book, catalog, scope);
}
