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

/** A column of a specification. */
interface Place extends Column {
  name: string;
  /** Among all columns. */
  index: number;
  /** Of one entry, in bytes. */
  size: number;
}

/** Specifications are few, and what is unpacked by them are tens of thousands of parts. */
const knownPlaces = new WeakMap<ColumnSpec, readonly Place[]>();

function placesOf(spec: ColumnSpec): readonly Place[] {
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
export function emptyColumns<Spec extends ColumnSpec>(spec: Spec, n: number): Columns<Spec> {
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

/** How bytes of one layout come into columns. */
interface Filling {
  /** Column by column as they lie in the bytes; of a place that is null this version knows nothing. */
  stored: ReadonlyArray<{ kind: Kind; size: number; place: Place | null }>;
  /** Columns that the layout lacks. */
  lacking: readonly Place[];
}

/** By layout, of which there is one object each. */
const knownFillings = new WeakMap<ColumnSpec, Map<Layout, Filling>>();

function fillingOf(spec: ColumnSpec, layout: Layout): Filling {
  const ofSpec = knownFillings.get(spec) ?? new Map<Layout, Filling>();
  let filling = ofSpec.get(layout);
  if (filling === undefined) {
    const places = new Map(placesOf(spec).map(place => [place.name, place]));
    const stored = layout.map(([name, kind]) => {
      return { kind, size: KINDS[kind].BYTES_PER_ELEMENT, place: places.get(name) ?? null };
    });
    const there = new Set(layout.map(([name]) => name));
    filling = { stored, lacking: [...places.values()].filter(({ name }) => !there.has(name)) };
    knownFillings.set(spec, ofSpec.set(layout, filling));
  }
  return filling;
}

/** The columns that are filled week by week. */
class Targets {
  readonly shifting: Array<{ column: AnyColumn; joining: Joining }> = [];
  private readonly columns: AnyColumn[] = [];
  /** Of all columns: they share one piece of memory. */
  private readonly bytes: Uint8Array;

  constructor(
    private readonly spec: ColumnSpec,
    columns: Columns<ColumnSpec>,
  ) {
    for (const { name, joining } of placesOf(spec)) {
      const column = columns[name] as AnyColumn;
      this.columns.push(column);
      if (joining !== undefined) this.shifting.push({ column, joining });
    }
    this.bytes = new Uint8Array(this.columns[0]?.buffer ?? new ArrayBuffer(0));
  }

  /** Puts the columns of a part at a place, as they are. */
  fill({ bytes, n, layout, columnsFrom }: ParsedPart, at: number): void {
    const { stored, lacking } = fillingOf(this.spec, layout);
    for (const place of lacking) this.fillAbsent(place, at, n);
    if (n === 0) return;
    let offset = columnsFrom;
    for (const { kind, size, place } of stored) {
      const column = place === null ? undefined : this.columns[place.index];
      if (place !== null && column !== undefined) {
        const own = bytes.subarray(offset, offset + n * size);
        // As bytes, since they may lie anywhere in what the database sent.
        if (kind === place.kind) this.bytes.set(own, column.byteOffset + at * size);
        else convert(own, kind, { ...place, column }, at);
      }
      offset += padded(n * size);
    }
  }

  private fillAbsent({ name, index, absent }: Place, at: number, n: number): void {
    if (absent === undefined) throw new WeekFormatError(`it has no column ${name}`);
    this.columns[index]?.fill(absent, at, at + n);
  }
}

interface Target extends Column {
  name: string;
  column: AnyColumn;
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
