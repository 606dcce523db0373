/** More builds under way than these are scrolled to; half a row says that there are more. */
const MOST_ROWS = 6;
const CUT_ROWS = 6.5;
/** Pixels of a row, as builds.module.css has them, and of all else in the panel. */
const ROW = { wide: 52, phone: 73 };
const REST = { wide: 116, phone: 110 };

/** Rows that the list of builds under way has room for, given how many there were at first. */
export function runningRows(count: number): number {
  return count > MOST_ROWS ? CUT_ROWS : Math.max(count, 1);
}

/** The height of the panel around them, for the space that it is loaded into. */
export function runningSpace(count: number): { height: number; phoneHeight: number } {
  const rows = runningRows(count);
  return { height: rows * ROW.wide + REST.wide, phoneHeight: rows * ROW.phone + REST.phone };
}
