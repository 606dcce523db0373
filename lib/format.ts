const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

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

/** `1,234`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
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
