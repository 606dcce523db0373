/** Monday first, as hours of the week are counted. */
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

export const HOURS_OF_DAY = 24;

/** `Monday, 09:00 to 10:00`. @param weekday 1: Monday, to 7 */
export function weekHourName(weekday: number, hour: number): string {
  return `${WEEKDAYS[weekday - 1] ?? ''}, ${hourName(hour)} to ${hourName(hour + 1)}`;
}

/** `09:00`, to `24:00`. */
export function hourName(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/**
 * The cell that a key leads to, in a field of days (down) by hours (to the right), or turned by 90 degrees. At an edge
 * the cell itself; null for keys that do not move.
 *
 * @param index 0: Monday 0:00, to 167
 * @param key as the browser names it
 */
export function moveInWeek(index: number, key: string, isTurned: boolean): number | null {
  const day = Math.floor(index / HOURS_OF_DAY);
  const hour = index % HOURS_OF_DAY;
  const at = (toDay: number, toHour: number) =>
    clamp(toDay, WEEKDAYS.length - 1) * HOURS_OF_DAY + clamp(toHour, HOURS_OF_DAY - 1);
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  if (step !== undefined) {
    const [down = 0, right = 0] = step;
    return isTurned ? at(day + right, hour + down) : at(day + down, hour + right);
  }
  if (key === 'Home') return isTurned ? at(0, hour) : at(day, 0);
  if (key === 'End') return isTurned ? at(WEEKDAYS.length, hour) : at(day, HOURS_OF_DAY);
  return null;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
