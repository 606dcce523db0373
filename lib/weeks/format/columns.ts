export const KINDS = {
  u8: Uint8Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f64: Float64Array,
} as const;

export type Kind = keyof typeof KINDS;

/** Numbers of any kind. */
export type AnyColumn = InstanceType<(typeof KINDS)[Kind]>;

/**
 * How the numbers of a column change where weeks are joined to a longer run: `week` and `day` count from its first
 * week; `build` is the index of a build; `end` is where the entries of another part end; `name` and `namePlusOne` are
 * the index of one of the part's names, the latter from 1, with 0 for none.
 */
export type Joining = 'week' | 'day' | 'build' | 'end' | 'name' | 'namePlusOne';

export interface Column {
  kind: Kind;
  joining?: Joining;
  /** What stands for it in weeks that were packed before there was such a column; not told: there always was. */
  absent?: number;
}

/** Columns of a packed part by name. */
export type ColumnSpec = Readonly<Record<string, Kind | Column>>;

type KindOf<Given> = Given extends Column ? Given['kind'] : Given;

/** Columns that are being filled, each of `n` entries of its kind. */
export type FilledColumns<Spec extends ColumnSpec> = {
  [Name in keyof Spec]: InstanceType<(typeof KINDS)[KindOf<Spec[Name]> & Kind]>;
} & { n: number };

/** A column that is only read, whatever kind holds it: in memory it may be a narrower one than its specification's. */
export interface NumberColumn extends ArrayLike<number>, Iterable<number> {
  readonly byteLength: number;
  subarray(from: number, until: number): NumberColumn;
  some(test: (value: number) => boolean): boolean;
}

/** The columns of a part, each of `n` entries. */
export type Columns<Spec extends ColumnSpec> = { readonly [Name in keyof Spec]: NumberColumn } & {
  readonly n: number;
};

/** Stands in u32 columns for what is not known. */
export const UNKNOWN = 0xffff_ffff;

/** Of the form in which columns lie in bytes, whatever they are: the first byte of every packed part. */
export const FORMAT_VERSION = 2;

/** Version, stamp, number of entries, length of the head. */
export const PREFIX_BYTES = 16;
/** Version 1 had no stamp. */
export const PREFIX_BYTES_ONE = 12;
const ALIGN = 8;

/** The bytes are no part of a packed week: broken, or written by a version that comes after this one. */
export class WeekFormatError extends Error {
  constructor(problem: string) {
    super(`a packed week cannot be read: ${problem}; "buildhours doctor" packs it anew`);
    this.name = 'WeekFormatError';
  }
}

export function columnOf(given: Kind | Column): Column {
  return typeof given === 'string' ? { kind: given } : given;
}

/** Names and kinds of all columns as one text: `number:i32 waitS:u32`. */
export function layoutOf(spec: ColumnSpec): string {
  return Object.entries(spec)
    .map(([name, given]) => `${name}:${columnOf(given).kind}`)
    .join(' ');
}

/** A column of a specification. */
export interface Place extends Column {
  name: string;
  /** Among all columns. */
  index: number;
  /** Of one entry, in bytes. */
  size: number;
}

/** Specifications are few, and what is unpacked by them are tens of thousands of parts. */
const knownPlaces = new WeakMap<ColumnSpec, readonly Place[]>();

export function placesOf(spec: ColumnSpec): readonly Place[] {
  let places = knownPlaces.get(spec);
  if (places === undefined) {
    places = Object.entries(spec).map(([name, given], index) => {
      const column = columnOf(given);
      return { ...column, name, index, size: KINDS[column.kind].BYTES_PER_ELEMENT };
    });
    knownPlaces.set(spec, places);
  }
  return places;
}

/** Columns of length n, all 0; one piece of memory for all of them. */
export function emptyColumns<Spec extends ColumnSpec>(spec: Spec, n: number): FilledColumns<Spec> {
  const places = placesOf(spec);
  let byteLength = 0;
  for (const { size } of places) byteLength += padded(n * size);
  const buffer = new ArrayBuffer(byteLength);
  const columns: Record<string, unknown> = { n };
  let offset = 0;
  for (const { name, kind, size } of places) {
    columns[name] = new KINDS[kind](buffer, offset, n);
    offset += padded(n * size);
  }
  return asColumns<Spec>(columns);
}

/** A part to be packed. */
interface Packing<Spec extends ColumnSpec> {
  columns: Columns<Spec>;
  /** What columns of the joining `name` speak of; null: the part has none. */
  names?: readonly string[] | null;
  /** Stands behind the version, for whoever asks the bytes by which code they were written. */
  stamp?: number;
}

/**
 * A part as bytes: version, stamp, number of entries, length of the head, the head (the layout, and behind a line break
 * the names as JSON), then column after column, little-endian, each padded to eight bytes.
 *
 * @throws RangeError for a column of another kind than its specification says
 */
export function packColumns<Spec extends ColumnSpec>(
  spec: Spec,
  { columns, names = null, stamp = 0 }: Packing<Spec>,
): Buffer {
  const text = Buffer.from(`${layoutOf(spec)}\n${JSON.stringify(names)}`);
  const head = Buffer.alloc(padded(PREFIX_BYTES + text.length));
  head.writeUInt32LE(FORMAT_VERSION, 0);
  head.writeUInt32LE(stamp, 4);
  head.writeUInt32LE(columns.n, 8);
  head.writeUInt32LE(text.length, 12);
  text.copy(head, PREFIX_BYTES);
  const pieces: Buffer[] = [head];
  for (const { name, kind } of placesOf(spec)) {
    const column = columns[name];
    // What is held is narrower: its bytes would be read as other numbers.
    if (!(column instanceof KINDS[kind])) throw new RangeError(`the column ${name} is not filled as ${kind}`);
    const { buffer, byteOffset, byteLength } = column;
    pieces.push(Buffer.from(buffer, byteOffset, byteLength), Buffer.alloc(padded(byteLength) - byteLength));
  }
  return Buffer.concat(pieces);
}

/** The one cast: names and types come from the specification that the columns were made by. */
function asColumns<Spec extends ColumnSpec>(columns: Record<string, unknown>): FilledColumns<Spec> {
  return columns as FilledColumns<Spec>;
}

export function padded(length: number): number {
  return Math.ceil(length / ALIGN) * ALIGN;
}
