import { bucketOf, listBuckets, previousRange, resolveRange } from '@/lib/time';
import type { Metric, MetricAnswer, MetricContext, MetricFilter, MetricScope } from './metric';
import { METRICS, type MetricName, type MetricRows } from './registry';

/** The question cannot be asked like this; the message says why. */
export class MetricFilterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MetricFilterError';
  }
}

/**
 * Asks one question of the database.
 *
 * @throws UnknownRangeError, MetricFilterError
 */
export async function runMetric<Name extends MetricName>(
  context: MetricContext,
  name: Name,
  filter: MetricFilter,
): Promise<MetricAnswer<MetricRows[Name]>> {
  const metric: Metric<MetricRows[Name]> = METRICS[name];
  if (metric.needsRepository && filter.repository === null) {
    throw new MetricFilterError(`${name} is about one repository: name it by repository=namespace/name`);
  }
  const scope = scopeOf(filter, context);
  const result = await context.pool.query(metric.statement(scope));
  return {
    name,
    title: metric.title,
    unit: metric.unit,
    definition: metric.definition,
    empty: metric.empty,
    days: scope.days,
    bucketSize: scope.bucketSize,
    buckets: listBuckets(scope.days, scope.bucketSize),
    timeZone: scope.timeZone,
    rows: metric.row.array().parse(result.rows),
  };
}

function scopeOf(filter: MetricFilter, { now, timeZone }: MetricContext): MetricScope {
  const days = resolveRange(filter.range, now, timeZone);
  const bucketSize = filter.bucket === 'auto' ? bucketOf(days) : filter.bucket;
  return { ...filter, days, previousDays: previousRange(days), bucketSize, timeZone };
}
