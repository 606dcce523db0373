import { type SqlStatement, sql } from '@/lib/db/sql';

const GAMMA = 1.01 / 0.99;

/**
 * The quantile of a merged histogram, over rows `bucket` with `running` and `whole` counts: the middle of the
 * bucket in which the nearest rank lies, 2γᵇ/(γ+1) ms, to a tenth of a second from one second on. Within 1 %
 * of the exact one (DDSketch).
 */
export function histogramQuantile(quantile: number): SqlStatement {
  const middle = sql`(2 * power(${GAMMA}::double precision, bucket) / (${GAMMA}::double precision + 1))`;
  return sql`min(case when ${middle} >= 1000 then round(${middle} / 100) * 100 else round(${middle}) end)
    filter (where running >= greatest(ceil(${quantile}::double precision * whole), 1))`;
}
