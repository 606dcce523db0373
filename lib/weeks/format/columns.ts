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

/** Columns of length n, all 0; one piece of memory for all of them. */
export function emptyColumns<Spec extends ColumnSpec>(spec: Spec, n: number): Columns<Spec> {
  const kinds = Object.entries(spec).map(([name, given]) => ({ name, Kind: KINDS[columnOf(given).kind] }));
  const byteLength = kinds.reduce((sum, { Kind }) => sum + padded(n * Kind.BYTES_PER_ELEMENT), 0);
  const buffer = new ArrayBuffer(byteLength);
  const columns: Record<string, unknown> = { n };
  let offset = 0;
  for (const { name, Kind } of kinds) {
    columns[name] = new Kind(buffer, offset, n);
    offset += padded(n * Kind.BYTES_PER_ELEMENT);
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

/** A packed part of one week, and its place among those that it is joined with. */
export interface PackedColumns {
  bytes: Uint8Array;
  /** Weeks since the first one. */
  week: number;
  /** How many builds the week has. */
  buildCount: number;
}

/** What a part of one or several weeks holds. */
export interface Unpacked<Spec extends ColumnSpec> {
  columns: Columns<Spec>;
  /** What columns of the joining `name` speak of; null: the part has none. */
  names: string[] | null;
}

/**
 * The reverse, of the same part of several weeks, in order, as one. Columns are found by their names: those that this
 * version does not know are passed over, those that the bytes lack hold what stands for them.
 *
 * @param versionOne the layout of the part in version 1, whose bytes do not tell it
 * @throws WeekFormatError
 */
export function unpackColumns<Spec extends ColumnSpec>(
  spec: Spec,
  weeks: readonly PackedColumns[],
  versionOne = layoutOf(spec),
): Unpacked<Spec> {
  const parsed = weeks.map(week => ({ ...week, ...parsePart(week.bytes, versionOne) }));
  const columns = emptyColumns(
    spec,
    parsed.reduce((sum, { n }) => sum + n, 0),
  );
  const targets = new Targets(spec, columns);
  const [first] = parsed;
  if (first !== undefined && parsed.length === 1 && first.week === 0) {
    targets.fill(first, 0);
    return { columns, names: first.names };
  }
  const names = parsed.some(part => part.names !== null) ? new Names() : null;
  let [from, builds] = [0, 0];
  for (const part of parsed) {
    targets.fill(part, from);
    for (const name of part.names ?? []) names?.placeOf(name);
    const until = from + part.n;
    for (const { column, joining } of targets.shifting) {
      shift(column, from, until, joining, { ...part, builds, joined: names });
    }
    from = until;
    builds += part.buildCount;
  }
  return { columns, names: names?.list ?? null };
}

interface ParsedPart {
  bytes: Uint8Array;
  n: number;
  layout: Layout;
  /** Where the first column begins. */
  columnsFrom: number;
  names: string[] | null;
}

function parsePart(bytes: Uint8Array, versionOne: string): ParsedPart {
  const has = (length: number) => {
    if (bytes.byteLength < length) throw new WeekFormatError(`it has ${bytes.byteLength} bytes`);
  };
  has(PREFIX_BYTES_ONE);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(0, true);
  if (version !== 1 && version !== FORMAT_VERSION) throw new WeekFormatError(`it is of version ${version}`);
  const headFrom = version === 1 ? PREFIX_BYTES_ONE : PREFIX_BYTES;
  has(headFrom);
  const n = view.getUint32(headFrom - 8, true);
  const headUntil = headFrom + view.getUint32(headFrom - 4, true);
  if (headUntil > bytes.byteLength) throw new WeekFormatError('its head is cut off');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + headFrom, headUntil - headFrom).toString();
  const [layoutText, names] = version === 1 ? [versionOne, head] : splitHead(head);
  const layout = parseLayout(layoutText);
  const columnsFrom = padded(headUntil);
  checkLength(layout, columnsFrom, n, bytes.byteLength);
  return { bytes, n, layout, columnsFrom, names: parseNames(names) };
}

type AnyColumn = InstanceType<(typeof KINDS)[Kind]>;

function splitHead(head: string): [layout: string, names: string] {
  const at = head.indexOf('\n');
  if (at < 0) throw new WeekFormatError('its head tells no columns');
  return [head.slice(0, at), head.slice(at + 1)];
}

type Layout = ReadonlyArray<readonly [name: string, kind: Kind]>;

/** Layouts as they were met: tens of thousands of weeks have the same few. */
const knownLayouts = new Map<string, Layout>();

function parseLayout(layout: string): Layout {
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

/** Before anything is made room for: a number of entries that is not true could ask for all there is. */
function checkLength(layout: Layout, columnsFrom: number, n: number, byteLength: number): void {
  let end = columnsFrom;
  for (const [name, kind] of layout) {
    if (end + n * KINDS[kind].BYTES_PER_ELEMENT > byteLength)
      throw new WeekFormatError(`its column ${name} is cut off`);
    end += padded(n * KINDS[kind].BYTES_PER_ELEMENT);
  }
  if (end !== byteLength) throw new WeekFormatError(`it has ${byteLength} bytes, not ${end}`);
}

interface Target extends Column {
  name: string;
  column: AnyColumn;
  bytes: Uint8Array;
}

/** The columns that are filled week by week. */
class Targets {
  readonly shifting: Array<{ column: AnyColumn; joining: Joining }> = [];
  private readonly byName = new Map<string, Target>();

  constructor(spec: ColumnSpec, columns: Columns<ColumnSpec>) {
    for (const [name, given] of Object.entries(spec)) {
      const column: AnyColumn = columns[name] as AnyColumn;
      const { buffer, byteOffset, byteLength } = column;
      const target = {
        ...columnOf(given),
        name,
        column,
        bytes: new Uint8Array(buffer, byteOffset, byteLength),
      };
      this.byName.set(name, target);
      if (target.joining !== undefined) this.shifting.push({ column, joining: target.joining });
    }
  }

  /** Puts the columns of a part at a place, as they are. */
  fill({ bytes, n, layout, columnsFrom }: ParsedPart, at: number): void {
    let offset = columnsFrom;
    let found = 0;
    for (const [name, kind] of layout) {
      const size = KINDS[kind].BYTES_PER_ELEMENT;
      const target = this.byName.get(name);
      if (target !== undefined) {
        found += 1;
        const own = bytes.subarray(offset, offset + n * size);
        // As bytes, since they may lie anywhere in what the database sent.
        if (kind === target.kind) target.bytes.set(own, at * size);
        else convert(own, kind, target, at);
      }
      offset += padded(n * size);
    }
    if (found < this.byName.size) this.fillAbsent(layout, at, n);
  }

  private fillAbsent(layout: Layout, at: number, n: number): void {
    const there = new Set(layout.map(([name]) => name));
    for (const { name, column, absent } of this.byName.values()) {
      if (there.has(name)) continue;
      if (absent === undefined) throw new WeekFormatError(`it has no column ${name}`);
      column.fill(absent, at, at + n);
    }
  }
}

/** From another kind of numbers. @throws WeekFormatError where they do not fit */
function convert(bytes: Uint8Array, kind: Kind, { name, kind: into, column }: Target, at: number): void {
  const stored = new KINDS[kind](new Uint8Array(bytes).buffer);
  column.set(stored, at);
  for (let i = 0; i < stored.length; i += 1) {
    if (column[at + i] !== stored[i]) throw new WeekFormatError(`its column ${name} does not fit ${into}`);
  }
}

function parseNames(text: string): string[] | null {
  if (text === 'null') return null;
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new WeekFormatError('its names are no JSON'), { cause });
  }
  if (!Array.isArray(names)) throw new WeekFormatError('its names are no list');
  return names.map(String);
}

interface Shift {
  week: number;
  /** Builds of the weeks before. */
  builds: number;
  names: string[] | null;
  joined: Names | null;
}

/** Makes what a week counted for itself count for the run of weeks. */
function shift(column: AnyColumn, from: number, until: number, joining: Joining, of: Shift): void {
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
