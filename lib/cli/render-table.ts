/** Columns as wide as they must be, two blanks between them; the last one is not filled up. */
export function renderTable(
  head: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
  { alignRight = [] }: { alignRight?: readonly number[] } = {},
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)),
  );
  const render = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return alignRight.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(render).join('\n')}\n`;
}
