import { type AnyColumn, type NumberColumn, padded } from './columns';

/** The same part, of which columns are only read. */
type Narrow<Part> = { [Name in keyof Part]: Part[Name] extends NumberColumn ? NumberColumn : Part[Name] };

/**
 * A part whose columns take less memory where their numbers allow it: where all are whole, not negative and below 2¹⁶ or
 * 2³², they take two or four bytes each, as most ids, places and sums of a run do. All columns share one piece of memory;
 * what is no column stays as it is.
 */
export function narrowPart<Part extends object>(part: Part): Narrow<Part> {
  const columns = Object.entries(part).filter(isColumn);
  const kinds = columns.map(([, column]) => kindFor(column));
  const lengths = columns.map(([, { length }], at) => padded(length * (kinds[at]?.BYTES_PER_ELEMENT ?? 0)));
  const memory = new ArrayBuffer(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  const narrow = columns.map(([name, column], at) => {
    const Kind = kinds[at] ?? Float64Array;
    const copy = new Kind(memory, offset, column.length);
    copy.set(column);
    offset += lengths[at] ?? 0;
    return [name, copy] as const;
  });
  return { ...part, ...Object.fromEntries(narrow) } as Narrow<Part>;
}

function isColumn(entry: [string, unknown]): entry is [string, AnyColumn] {
  return ArrayBuffer.isView(entry[1]);
}

function kindFor(column: AnyColumn) {
  if (column instanceof Uint8Array) return Uint8Array;
  let most = 0;
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i] ?? 0;
    // NaN is neither.
    if (!(value >= 0 && Math.floor(value) === value)) return kindOf(column);
    if (value > most) most = value;
  }
  if (most < 0x1_0000) return Uint16Array;
  return most < 0x1_0000_0000 && column instanceof Float64Array ? Uint32Array : kindOf(column);
}

function kindOf(column: AnyColumn) {
  for (const Kind of [Uint16Array, Int32Array, Uint32Array]) if (column instanceof Kind) return Kind;
  return Float64Array;
}
