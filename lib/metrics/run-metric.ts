import { countWorkingDays } from '@/lib/settings/working-days';
import { resolveHours } from '@/lib/settings/working-hours';
import { openReader, type ReaderContext } from '@/lib/weeks/reader';
import type { MetricAnswer } from './metric';
import type { MetricFilter } from './metric-filter';
import { type MetricName, type MetricRows, metricOf } from './registry';

/**
 * Asks one question.
 *
 * @throws UnknownRangeError when the range means nothing
 */
export async function runMetric<Name extends MetricName>(
  context: ReaderContext,
  name: Name,
  filter: MetricFilter,
): Promise<MetricAnswer<MetricRows[Name]>> {
  return (await answerMetric(context, name, filter)).answer;
}

/** The same, with how many entries of packed weeks were looked at. @throws UnknownRangeError */
export async function answerMetric<Name extends MetricName>(
  context: ReaderContext,
  name: Name,
  filter: MetricFilter,
): Promise<{ answer: MetricAnswer<MetricRows[Name]>; rowsRead: number }> {
  const metric = metricOf(name);
  const reader = await openReader(context, filter);
  const { store } = context.source;
  const { generation } = store;
  const { days, previousDays, today, bucketSize, timeZone } = reader.scope;
  const rows = metric.row.array().parse(await metric.answer(reader));
  // Meanwhile another database took the place of the one that names and settings were read from.
  if (store.generation !== generation) {
    context.source.expire();
    return answerMetric(context, name, filter);
  }
  const { title, unit, definition, empty } = metric;
  const { buckets, rowsRead, historyFrom } = reader;
  const about = { name, title, unit, definition, empty };
  const hours = resolveHours(reader.settings.hours, context.timeZone);
  const workingDays = {
    now: countWorkingDays(days, hours, context.now),
    before: countWorkingDays(previousDays, hours, context.now),
  };
  const { workdays } = hours;
  const weeksToReplay = { now: reader.weeksToReplay('now'), before: reader.weeksToReplay('before') };
  const of = {
    ...{ days, previousDays, historyFrom, weeksToReplay, workingDays, workdays },
    ...{ today, bucketSize, buckets, timeZone },
  };
  return { answer: { ...about, ...of, rows }, rowsRead };
}
