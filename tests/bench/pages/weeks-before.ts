const DAY_MS = 86_400_000;

/** The whole weeks that end with a Sunday, as a range of days in an address. */
export function weeksBefore(sunday: string, weeks: number): string {
  const last = new Date(`${sunday}T00:00:00Z`);
  if (last.getUTCDay() !== 0) throw new Error(`${sunday} is no Sunday`);
  const first = new Date(last.getTime() - (weeks * 7 - 1) * DAY_MS);
  return `${first.toISOString().slice(0, 10)}..${sunday}`;
}
