import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/time/units';

/** `<1s`, `38s`, `4m 12s`, `1h 05m`; milliseconds in, null is a dash. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < SECOND_MS) return ms <= 0 ? '0s' : '<1s';
  const seconds = Math.round(ms / SECOND_MS);
  if (seconds < 60) return `${seconds}s`;
  if (ms < HOUR_MS - SECOND_MS / 2) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.round(ms / MINUTE_MS);
  return `${formatCount(Math.floor(minutes / 60))}h ${pad(minutes % 60)}m`;
}

/** The same to the second, however long: `1h 05m 38s`; milliseconds in. */
export function formatExactDuration(ms: number): string {
  if (ms < HOUR_MS) return formatDuration(ms);
  const seconds = Math.round(ms / SECOND_MS);
  const hours = Math.floor(seconds / 3600);
  return `${formatCount(hours)}h ${pad(Math.floor((seconds % 3600) / 60))}m ${pad(seconds % 60)}s`;
}

/** How far a clock is off, seconds in: `50 s ahead`, `1h 05m behind`, `20,516 days behind`. */
export function formatClockOffset(offsetS: number): string {
  const seconds = Math.abs(offsetS);
  const amount = seconds < 600 ? `${formatCount(seconds)} s` : formatAge(seconds * SECOND_MS);
  return `${amount} ${offsetS > 0 ? 'ahead' : 'behind'}`;
}

/** Hours of runners, which are never those of people: `12.4 machine h`, its unit in one piece; milliseconds in, null is a dash. */
export function formatMachineHours(ms: number | null): string {
  return ms === null ? '–' : formatHours(ms).replace(/h$/, 'machine\u00a0h');
}

/** Hours of many people added up: `<0.1 h`, `0.4 h`, `12.4 h`, `1,240 h`; milliseconds in, null is a dash. */
export function formatHours(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 0) return formatSmallHours(ms);
  const hours = ms / HOUR_MS;
  if (hours === 0) return '0 h';
  return hours < 0.05 ? '<0.1 h' : `${wholeHours(hours)} h`;
}

/**
 * Hours that may be few and on either side of 0, as what is saved or the ends of an interval are: `1.2 h`, `−0.03 h`, and
 * `0 h` from 18 seconds down. Milliseconds in.
 */
export function formatSmallHours(ms: number): string {
  const hours = Math.abs(ms) / HOUR_MS;
  if (hours < 0.005) return '0 h';
  return `${ms < 0 ? '−' : ''}${hours < 0.095 ? hours.toFixed(2) : wholeHours(hours)} h`;
}

/** How many hours more or less: `+1.2 h`, `−0.03 h`, `0 h`; milliseconds in. */
export function formatHoursMore(ms: number): string {
  const hours = formatSmallHours(ms);
  return ms > 0 && hours !== '0 h' ? `+${hours}` : hours;
}

function wholeHours(hours: number): string {
  return hours < 99.95 ? hours.toFixed(1) : formatCount(hours);
}

/** What the assumptions allow: `29.7 to 582 h, depending on assumptions`, `€ 1.35 to € 930, …`. */
export function formatBand(low: number, high: number, format: (value: number) => string): string {
  const most = format(high);
  if (format(low) === most) return `${most}, whatever is assumed`;
  return `${formatEnds(low, high, format)}, depending on assumptions`;
}

/** `29.7 to 582 h`, `−0.1 to +2.1 h`, `38s to 4m 12s`: a unit that both have is said once. */
export function formatEnds(low: number, high: number, format: (value: number) => string): string {
  const [least, most] = [format(low), format(high)];
  const unit = /\s[a-z]+$/.exec(most)?.[0] ?? '';
  const from = unit !== '' && least.endsWith(unit) ? least.slice(0, -unit.length) : least;
  return `${from} to ${most}`;
}

/** `€ 930`, `CHF 12,400`; below ten with its smaller coins: `€ 1.35`. The currency is a code of ISO 4217. */
export function formatMoney(amount: number | null, currency: string): string {
  if (amount === null) return '–';
  const size = Math.abs(amount);
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const whole = size === 0 || size >= 9.995;
  const format = new Intl.NumberFormat('en-US', whole ? { ...style, maximumFractionDigits: 0 } : style);
  const parts = format.formatToParts(size);
  const symbol = parts.find(({ type }) => type === 'currency')?.value ?? currency;
  const digits = parts
    .filter(({ type }) => type !== 'currency' && type !== 'literal')
    .map(({ value }) => value);
  // What is rounded to nothing is not less than that.
  const sign = amount < 0 && /[1-9]/.test(digits.join('')) ? '−' : '';
  return `${sign}${symbol}\u00a0${digits.join('')}`;
}

/** `1,234`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 rule`, `1,234 rules`. */
export function formatCountOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `38%`; null is a dash. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return '–';
  const percent = ratio * 100;
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)}%`;
}

/** How a figure moved against an earlier one: `+12%`, `−3.4%`, `unchanged` below 1 %; null without both. */
export function formatChange(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null;
  const percent = (now / before - 1) * 100;
  if (Math.abs(percent) < 1) return 'unchanged';
  const size =
    Math.abs(percent) < 9.95 ? Math.abs(percent).toFixed(1) : String(Math.round(Math.abs(percent)));
  return `${percent > 0 ? '+' : '−'}${size}%`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A local calendar day `2026-03-02` → `2 Mar`, with the year where asked. */
export function formatDay(day: string, withYear = false): string {
  const [year, month, date] = day.split('-').map(Number);
  const name = MONTHS[(month ?? 1) - 1] ?? '';
  return withYear ? `${date} ${name} ${year}` : `${date} ${name}`;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A day of the last weeks: `Tue 24 Nov`. */
export function formatWeekday(day: string): string {
  return `${WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? ''} ${formatDay(day)}`;
}

/** Two days and all between: `2 – 29 Mar 2026`, `28 Dec 2025 – 3 Jan 2026`, `2 Mar 2026`. */
export function formatRange(from: string, last: string): string {
  if (from === last) return formatDay(from, true);
  if (from.slice(0, 7) === last.slice(0, 7)) return `${Number(from.slice(8))} – ${formatDay(last, true)}`;
  return `${formatDay(from, from.slice(0, 4) !== last.slice(0, 4))} – ${formatDay(last, true)}`;
}

/** An instant in the organisation's time zone: `27 Oct, 13:08`, `27 Oct 2026, 13:08`. */
export function formatInstant(instant: string, timeZone: string, withYear = false): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, year: 'numeric', day: 'numeric', month: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(found => found.type === type)?.value ?? '';
  const day = `${Number(part('day'))} ${MONTHS[Number(part('month')) - 1] ?? ''}`;
  return `${day}${withYear ? ` ${part('year')}` : ''}, ${part('hour')}:${part('minute')}`;
}

/** How long something has been going on: a duration, and days once hours say little: `54 days`. */
export function formatAge(ms: number): string {
  return ms < 2 * DAY_MS ? formatDuration(ms) : `${formatCount(Math.floor(ms / DAY_MS))} days`;
}

/** About how long something still takes: `less than a minute`, `about 4 minutes`, `about 3 hours`. */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 60) return 'less than a minute';
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} minute${minutes === 1 ? '' : 's'}`;
  return `about ${Math.round(minutes / 60)} hours`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
