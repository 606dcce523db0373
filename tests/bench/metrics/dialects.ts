import type { DayRange } from '@/lib/time/ranges';
import type { Dialect } from './raw-questions';

const DAY_S = 86_400;

/** The tables of the product as they are. */
export const POSTGRES: Dialect = {
  seconds: time => `extract(epoch from ${time}_at)::double precision`,
  bucket: (size, time) => `date_trunc('${size}', ${time}_at at time zone 'Europe/Berlin')`,
  hourOfWeek: time =>
    `extract(isodow from ${time}_at at time zone 'Europe/Berlin') * 24 + extract(hour from ${time}_at at time zone 'Europe/Berlin')`,
  within: (time, { from, until }) => `(${time}_at >= '${from}T00:00Z' and ${time}_at < '${until}T00:00Z')`,
};

/** The same tables as Parquet, with times as whole unix seconds. */
export const DUCKDB: Dialect = {
  seconds: time => `${time}_s`,
  bucket: (size, time) =>
    size === 'day' ? `${time}_s // ${DAY_S}` : `(${time}_s - ${4 * DAY_S}) // ${7 * DAY_S}`,
  hourOfWeek: time => `((${time}_s - ${4 * DAY_S}) % ${7 * DAY_S}) // 3600`,
  within: (time, days) => `(${time}_s >= ${secondOf(days.from)} and ${time}_s < ${secondOf(days.until)})`,
};

function secondOf(day: DayRange['from']): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}
