/** Ranges by name: the last whole weeks, or days up to today. */
export const RANGE_PRESETS = ['4w', '7d', '28d', '90d', '26w', '1y'] as const;

const WHOLE_WEEKS: readonly string[] = ['4w', '26w'];
const CUSTOM = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/;
const LONGEST_DAYS = 5 * 366;
const DAY_MS = 86_400_000;

/** Whether a range ends with the last whole week, so that nothing of this week is in it. */
export function isWholeWeeks(range: string): boolean {
  return WHOLE_WEEKS.includes(range);
}

/** First and last day of a range such as `2026-03-02..2026-03-29`; null: it is written in another way. */
export function daysOfRange(range: string): { from: string; last: string } | null {
  const [, from, last] = CUSTOM.exec(range) ?? [];
  return from === undefined || last === undefined ? null : { from, last };
}

/** Why a range in an address means nothing, as the end of a sentence; null: it is one. */
export function rangeProblem(range: string): string | null {
  if (RANGE_PRESETS.some(preset => preset === range)) return null;
  const days = daysOfRange(range);
  if (days === null) return 'is no range';
  const unknown = [days.from, days.last].find(day => !isDay(day));
  if (unknown !== undefined) return `has no such day as ${unknown}`;
  const length = (Date.parse(days.last) - Date.parse(days.from)) / DAY_MS + 1;
  if (length < 1) return 'ends before it begins';
  return length > LONGEST_DAYS ? 'is longer than five years' : null;
}

/** Date.parse takes the 30th of February for a day of March. */
function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
