/** More builds under way than these are folded away. */
export const MOST_RUNNING = 8;
/** Pixels of a row, as builds.module.css has them, and of all else in the panel. */
const ROW = { wide: 52, phone: 90 };
const REST = { wide: 116, phone: 110 };

/** Rows that the list of builds under way takes, given how many there are. */
export function runningRows(count: number): number {
  return Math.min(Math.max(count, 1), MOST_RUNNING);
}

/** The height of the panel around them, for the space that it is loaded into. */
export function runningSpace(count: number): { height: number; phoneHeight: number } {
  const rows = runningRows(count);
  return { height: rows * ROW.wide + REST.wide, phoneHeight: rows * ROW.phone + REST.phone };
}
