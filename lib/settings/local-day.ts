const DAY_MS = 24 * 60 * 60 * 1000;

/** Days since 1970-01-01 of a calendar day such as `2026-03-29`. */
export function dayNumberOf(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(ms) || dayTextOf(ms / DAY_MS) !== day) {
    throw new RangeError(`"${day}" is no day: give one such as 2026-03-29`);
  }
  return ms / DAY_MS;
}

/** The reverse: `2026-03-29`. */
export function dayTextOf(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}
