import { type ColumnSpec, type Columns, columnOf, emptyColumns } from './columns';

/**
 * Rows → columns.
 *
 * @throws RangeError for a number that its column cannot hold: it would come back as another one
 */
export function fillColumns<Spec extends ColumnSpec>(
  spec: Spec,
  rows: ReadonlyArray<Readonly<Record<keyof Spec, number>>>,
): Columns<Spec> {
  const columns = emptyColumns(spec, rows.length);
  for (const name of Object.keys(spec)) {
    const column: { [index: number]: number } = columns[name] as Uint8Array;
    rows.forEach((row, i) => {
      const value: number = row[name] ?? Number.NaN;
      column[i] = value;
      if (column[i] !== value) {
        throw new RangeError(`${name} of entry ${i} is ${value}: no ${kindOf(spec, name)} holds it`);
      }
    });
  }
  return columns;
}

function kindOf(spec: ColumnSpec, name: string): string {
  const given = spec[name];
  return given === undefined ? 'column' : columnOf(given).kind;
}
