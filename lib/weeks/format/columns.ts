const KINDS = {
  u8: Uint8Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f64: Float64Array,
} as const;

type Kind = keyof typeof KINDS;

/**
 * How the numbers of a column change where weeks are joined to a longer run: `week` and `day` count from its first
 * week; `build` is the index of a build; `end` is where the entries of another part end; `name` and `namePlusOne` are
 * the index of one of the part's names, the latter from 1, with 0 for none.
 */
type Joining = 'week' | 'day' | 'build' | 'end' | 'name' | 'namePlusOne';

export interface Column {
  kind: Kind;
  joining?: Joining;
  /** What stands for it in weeks that were packed before there was such a column; not told: there always was. */
  absent?: number;
}

/** Columns of a packed part by name. */
export type ColumnSpec = Readonly<Record<string, Kind | Column>>;

type KindOf<Given> = Given extends Column ? Given['kind'] : Given;

/** The columns of a part, each of `n` entries. */
export type Columns<Spec extends ColumnSpec> = {
  [Name in keyof Spec]: InstanceType<(typeof KINDS)[KindOf<Spec[Name]> & Kind]>;
} & { n: number };

/** Stands in u32 columns for what is not known. */
export const UNKNOWN = 0xffff_ffff;

/** Of the form in which columns lie in bytes, whatever they are: the first byte of every packed part. */
export const FORMAT_VERSION = 2;

/** Version, stamp, number of entries, length of the head. */
const PREFIX_BYTES = 16;
/** Version 1 had no stamp. */
const PREFIX_BYTES_ONE = 12;
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

/** Columns of length n, all 0. */
export function emptyColumns<Spec extends ColumnSpec>(spec: Spec, n: number): Columns<Spec> {
  const columns: Record<string, unknown> = { n };
  for (const [name, given] of Object.entries(spec)) columns[name] = new KINDS[columnOf(given).kind](n);
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
  for (const name of Object.keys(spec)) {
    const { buffer, byteOffset, byteLength } = columns[name] as Uint8Array;
    pieces.push(Buffer.from(buffer, byteOffset, byteLength), Buffer.alloc(padded(byteLength) - byteLength));
  }
  return Buffer.concat(pieces);
}

/** What a part of one week holds. */
export interface Unpacked<Spec extends ColumnSpec> {
  columns: Columns<Spec>;
  /** What columns of the joining `name` speak of; null: the part has none. */
  names: string[] | null;
}

/**
 * The reverse. Columns are found by their names: those that this version does not know are passed over, those that the
 * bytes lack hold what stands for them.
 *
 * @param versionOne the layout of the part in version 1, whose bytes do not tell it
 * @throws WeekFormatError
 */
export function unpackColumns<Spec extends ColumnSpec>(
  spec: Spec,
  bytes: Uint8Array,
  versionOne = layoutOf(spec),
): Unpacked<Spec> {
  // A Buffer's own slice would still be a view, and columns need their bytes aligned.
  const copy = new Uint8Array(bytes).buffer;
  const { version, n, headFrom, headUntil } = readPrefix(copy);
  const head = Buffer.from(copy, headFrom, headUntil - headFrom).toString();
  const [layout, names] = version === 1 ? [versionOne, head] : splitHead(head);
  const stored = placeColumns(copy, padded(headUntil), n, layout);
  const columns: Record<string, unknown> = { n };
  for (const [name, given] of Object.entries(spec))
    columns[name] = readColumn(stored, name, columnOf(given), n);
  return { columns: asColumns<Spec>(columns), names: parseNames(names) };
}

function readPrefix(buffer: ArrayBuffer) {
  const has = (bytes: number) => {
    if (buffer.byteLength < bytes) throw new WeekFormatError(`it has ${buffer.byteLength} bytes`);
  };
  has(PREFIX_BYTES_ONE);
  const view = new DataView(buffer);
  const version = view.getUint32(0, true);
  if (version !== 1 && version !== FORMAT_VERSION) throw new WeekFormatError(`it is of version ${version}`);
  const headFrom = version === 1 ? PREFIX_BYTES_ONE : PREFIX_BYTES;
  has(headFrom);
  const headUntil = headFrom + view.getUint32(headFrom - 4, true);
  if (headUntil > buffer.byteLength) throw new WeekFormatError('its head is cut off');
  return { version, n: view.getUint32(headFrom - 8, true), headFrom, headUntil };
}

type AnyColumn = InstanceType<(typeof KINDS)[Kind]>;

function splitHead(head: string): [layout: string, names: string] {
  const at = head.indexOf('\n');
  if (at < 0) throw new WeekFormatError('its head tells no columns');
  return [head.slice(0, at), head.slice(at + 1)];
}

/** Layouts as they were met: tens of thousands of weeks have the same few. */
const knownLayouts = new Map<string, Array<readonly [name: string, kind: Kind]>>();

function parseLayout(layout: string): Array<readonly [name: string, kind: Kind]> {
  let parsed = knownLayouts.get(layout);
  if (parsed === undefined) {
    parsed = layout.split(' ').map(entry => {
      const [name = '', kind = ''] = entry.split(':');
      if (!isKind(kind)) throw new WeekFormatError(`its column ${name} is of the kind "${kind}"`);
      return [name, kind] as const;
    });
    knownLayouts.set(layout, parsed);
  }
  return parsed;
}

function isKind(word: string): word is Kind {
  return Object.hasOwn(KINDS, word);
}

function placeColumns(
  buffer: ArrayBuffer,
  start: number,
  n: number,
  layout: string,
): Map<string, readonly [kind: Kind, column: AnyColumn]> {
  const columns = new Map<string, readonly [Kind, AnyColumn]>();
  let offset = start;
  for (const [name, kind] of parseLayout(layout)) {
    const byteLength = n * KINDS[kind].BYTES_PER_ELEMENT;
    if (offset + byteLength > buffer.byteLength) throw new WeekFormatError(`its column ${name} is cut off`);
    columns.set(name, [kind, new KINDS[kind](buffer, offset, n)]);
    offset += padded(byteLength);
  }
  if (offset !== buffer.byteLength) {
    throw new WeekFormatError(`it has ${buffer.byteLength} bytes, not ${offset}`);
  }
  return columns;
}

function readColumn(
  stored: ReadonlyMap<string, readonly [kind: Kind, column: AnyColumn]>,
  name: string,
  { kind, absent }: Column,
  n: number,
): AnyColumn {
  const found = stored.get(name);
  if (found === undefined) {
    if (absent === undefined) throw new WeekFormatError(`it has no column ${name}`);
    return new KINDS[kind](n).fill(absent);
  }
  const [storedKind, column] = found;
  if (storedKind === kind) return column;
  const converted = KINDS[kind].from(column);
  for (let i = 0; i < n; i += 1) {
    if (converted[i] !== column[i]) throw new WeekFormatError(`its column ${name} does not fit ${kind}`);
  }
  return converted;
}

function parseNames(text: string): string[] | null {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new WeekFormatError('its names are no JSON'), { cause });
  }
  if (names === null) return null;
  if (!Array.isArray(names)) throw new WeekFormatError('its names are no list');
  return names.map(String);
}

/** A part of one week, as it is joined to others. */
export interface Joined<Spec extends ColumnSpec> extends Unpacked<Spec> {
  /** Weeks since the first one. */
  week: number;
  /** How many builds the week has. */
  buildCount: number;
}

/** The same part of several weeks, in order, as one. */
export function joinColumns<Spec extends ColumnSpec>(
  spec: Spec,
  parts: ReadonlyArray<Joined<Spec>>,
): Unpacked<Spec> {
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && only.week === 0) return only;
  const names = parts.some(part => part.names !== null) ? new Names() : null;
  const joined = emptyColumns(
    spec,
    parts.reduce((sum, { columns }) => sum + columns.n, 0),
  );
  let from = 0;
  let builds = 0;
  for (const part of parts) {
    for (const [name, given] of Object.entries(spec)) {
      const column: AnyColumn = joined[name as keyof Spec];
      column.set(part.columns[name as keyof Spec] as AnyColumn, from);
      shift(column, from, from + part.columns.n, columnOf(given).joining, { ...part, builds, joined: names });
    }
    from += part.columns.n;
    builds += part.buildCount;
  }
  return { columns: joined, names: names?.list ?? null };
}

interface Shift {
  week: number;
  /** Builds of the weeks before. */
  builds: number;
  names: string[] | null;
  joined: Names | null;
}

/** Makes what a week counted for itself count for the run of weeks. */
function shift(
  column: AnyColumn,
  from: number,
  until: number,
  joining: Joining | undefined,
  of: Shift,
): void {
  if (joining === undefined) return;
  if (joining === 'name' || joining === 'namePlusOne') {
    const first = joining === 'name' ? 0 : 1;
    const places = (of.names ?? []).map(name => (of.joined?.placeOf(name) ?? 0) + first);
    for (let i = from; i < until; i += 1) column[i] = places[(column[i] ?? 0) - first] ?? 0;
    return;
  }
  const amount = amountOf(joining, of, from === 0 ? 0 : (column[from - 1] ?? 0));
  if (amount !== 0) for (let i = from; i < until; i += 1) column[i] = (column[i] ?? 0) + amount;
}

function amountOf(joining: Exclude<Joining, 'name' | 'namePlusOne'>, of: Shift, last: number): number {
  if (joining === 'week') return of.week;
  if (joining === 'day') return 7 * of.week;
  return joining === 'build' ? of.builds : last;
}

class Names {
  readonly list: string[] = [];
  private readonly places = new Map<string, number>();

  placeOf(name: string): number {
    let place = this.places.get(name);
    if (place === undefined) {
      place = this.list.push(name) - 1;
      this.places.set(name, place);
    }
    return place;
  }
}

/** The one cast: names and types come from the specification that the columns were made by. */
function asColumns<Spec extends ColumnSpec>(columns: Record<string, unknown>): Columns<Spec> {
  return columns as Columns<Spec>;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGN) * ALIGN;
}
