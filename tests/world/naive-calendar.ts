/** Local days by the calendar of the system, asked for each quarter of an hour by itself: slow, and nobody else's code. */

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const clocks = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, { day: string; minute: number }>();
const windows = new Map<string, Array<[number, number]>>();

/** The local day, `2026-03-02`, and the minute of it, at an instant in milliseconds. */
export function naiveLocal(ms: number, timeZone: string): { day: string; minute: number } {
  const key = `${timeZone} ${Math.floor(ms / 60_000)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  const [day = '', time = ''] = clock.format(ms).split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const local = { day, minute: hour * 60 + minute };
  known.set(key, local);
  return local;
}

/** Local days from that of one instant to that of another. */
export function naiveDays(fromMs: number, untilMs: number, timeZone: string): string[] {
  const days: string[] = [];
  const last = naiveLocal(untilMs, timeZone).day;
  for (let day = naiveLocal(fromMs, timeZone).day; day <= last; day = daysLater(day, 1)) days.push(day);
  return days;
}

export function daysLater(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of its week. */
export function mondayBefore(day: string): string {
  return daysLater(day, -((new Date(day).getUTCDay() + 6) % 7));
}

/** When somebody works on a day: hours that begin and end on a quarter. */
export function naiveWindows(
  day: string,
  {
    timeZone,
    workdays,
    fromMinute,
    untilMinute,
  }: { timeZone: string; workdays: readonly number[]; fromMinute: number; untilMinute: number },
): Array<[number, number]> {
  const key = [day, timeZone, workdays, fromMinute, untilMinute].join();
  const before = windows.get(key);
  if (before !== undefined) return before;
  const quarters: number[] = [];
  if (workdays.includes(new Date(day).getUTCDay() || 7)) {
    for (let ms = Date.parse(day) - 0.75 * DAY_MS; ms < Date.parse(day) + 2 * DAY_MS; ms += QUARTER_MS) {
      const local = naiveLocal(ms, timeZone);
      if (local.day === day && local.minute >= fromMinute && local.minute < untilMinute) quarters.push(ms);
    }
  }
  const [first, last] = [quarters[0], quarters.at(-1)];
  const found: Array<[number, number]> =
    first === undefined || last === undefined ? [] : [[first, last + QUARTER_MS]];
  windows.set(key, found);
  return found;
}
