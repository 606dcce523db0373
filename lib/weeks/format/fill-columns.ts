import { type ColumnSpec, type Columns, emptyColumns } from './columns';

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
    for (let i = 0; i < rows.length; i += 1) {
      const value = rows[i]?.[name] ?? 0;
      column[i] = value;
      if (column[i] !== value)
        throw new RangeError(`${name} of entry ${i} is ${value}: no ${spec[name]} holds it`);
    }
  }
  return columns;
}
