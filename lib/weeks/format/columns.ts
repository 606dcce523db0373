/** Types of columns, by name: what a packed table holds. */
export type ColumnSpec = Readonly<Record<string, keyof typeof KINDS>>;

const KINDS = {
  u8: Uint8Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f64: Float64Array,
} as const;

/** The columns of a table, each of `n` entries. */
export type Columns<Spec extends ColumnSpec> = {
  [Name in keyof Spec]: InstanceType<(typeof KINDS)[Spec[Name]]>;
} & { n: number };

/** Stands in u32 columns for what is not known. */
export const UNKNOWN = 0xffff_ffff;

/** Of the format; the first byte of every packed table. */
export const FORMAT_VERSION = 1;
const ALIGN = 8;

/** The bytes are not a table of this shape: written by another version, or broken. */
export class WeekFormatError extends Error {
  constructor(problem: string) {
    super(`a packed week cannot be read: ${problem}; "buildhours doctor" packs it anew`);
    this.name = 'WeekFormatError';
  }
}

/** Columns of length n, all 0. */
export function emptyColumns<Spec extends ColumnSpec>(spec: Spec, n: number): Columns<Spec> {
  const columns: Record<string, unknown> = { n };
  for (const [name, kind] of Object.entries(spec)) columns[name] = new KINDS[kind](n);
  return asColumns<Spec>(columns);
}

/**
 * A table as bytes: version, number of entries, length of the notes, the notes (JSON), then column after column,
 * little-endian, each padded to eight bytes.
 */
export function packColumns<Spec extends ColumnSpec>(
  spec: Spec,
  columns: Columns<Spec>,
  notes: unknown = null,
): Buffer {
  const text = Buffer.from(JSON.stringify(notes));
  const head = Buffer.alloc(padded(12 + text.length));
  head.writeUInt32LE(FORMAT_VERSION, 0);
  head.writeUInt32LE(columns.n, 4);
  head.writeUInt32LE(text.length, 8);
  text.copy(head, 12);
  const parts: Buffer[] = [head];
  for (const name of Object.keys(spec)) {
    const { buffer, byteOffset, byteLength } = columns[name] as Uint8Array;
    parts.push(Buffer.from(buffer, byteOffset, byteLength), Buffer.alloc(padded(byteLength) - byteLength));
  }
  return Buffer.concat(parts);
}

/**
 * The reverse; the columns are views of one copy of the bytes.
 *
 * @throws WeekFormatError
 */
export function unpackColumns<Spec extends ColumnSpec>(
  spec: Spec,
  bytes: Uint8Array,
): { columns: Columns<Spec>; notes: unknown } {
  if (bytes.byteLength < 12) throw new WeekFormatError(`it has ${bytes.byteLength} bytes`);
  // A Buffer's own slice would still be a view, and columns need their bytes aligned.
  const copy = new Uint8Array(bytes).buffer;
  const [version, n, length] = new Uint32Array(copy, 0, 3);
  if (version !== FORMAT_VERSION || n === undefined || length === undefined) {
    throw new WeekFormatError(`it is of version ${version}`);
  }
  if (12 + length > copy.byteLength) throw new WeekFormatError('its notes are cut off');
  const notes = parseNotes(Buffer.from(copy, 12, length).toString());
  const columns: Record<string, unknown> = { n };
  let offset = padded(12 + length);
  for (const [name, kind] of Object.entries(spec)) {
    const Kind = KINDS[kind];
    const byteLength = n * Kind.BYTES_PER_ELEMENT;
    if (offset + byteLength > copy.byteLength) throw new WeekFormatError(`its column ${name} is cut off`);
    columns[name] = new Kind(copy, offset, n);
    offset += padded(byteLength);
  }
  if (offset !== copy.byteLength) throw new WeekFormatError(`it has ${copy.byteLength} bytes, not ${offset}`);
  return { columns: asColumns<Spec>(columns), notes };
}

function parseNotes(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new WeekFormatError('its notes are no JSON'), { cause });
  }
}

/** The one cast: names and types come from the specification that the columns were made by. */
function asColumns<Spec extends ColumnSpec>(columns: Record<string, unknown>): Columns<Spec> {
  return columns as Columns<Spec>;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGN) * ALIGN;
}
