import {
  type AnyColumn,
  type Column,
  type ColumnSpec,
  type Columns,
  emptyColumns,
  FORMAT_VERSION,
  type Joining,
  KINDS,
  type Kind,
  layoutOf,
  type Place,
  PREFIX_BYTES,
  PREFIX_BYTES_ONE,
  padded,
  placesOf,
  WeekFormatError,
} from './columns';

/** A packed part of one week, and its place among those that it is joined with. */
export interface PackedColumns {
  bytes: Uint8Array;
  /** Weeks since the first one. */
  week: number;
  /** How many builds the week has; null where a part is read alone: what speaks of builds is not held against them. */
  buildCount: number | null;
}

/** What a part of one or several weeks holds. */
export interface Unpacked<Spec extends ColumnSpec> {
  columns: Columns<Spec>;
  /** What columns of the joining `name` speak of; null: the part has none. */
  names: string[] | null;
}

/**
 * The reverse, of the same part of several weeks, in order, as one. Columns are found by their names: those that this
 * version does not know are passed over, those that the bytes lack hold what stands for them. What speaks of builds or
 * names is held against what there is of these, and ends do not fall, once and here: loops over `n` entries read nothing that is
 * not there.
 *
 * @param versionOne the layout of the part in version 1, whose bytes do not tell it
 * @throws WeekFormatError
 */
export function unpackColumns<Spec extends ColumnSpec>(
  spec: Spec,
  weeks: readonly PackedColumns[],
  versionOne = layoutOf(spec),
): Unpacked<Spec> {
  const parsed = weeks.map(week => parsePart(week, versionOne));
  const columns = emptyColumns(
    spec,
    parsed.reduce((sum, { n }) => sum + n, 0),
  );
  const targets = new Targets(spec, columns);
  const [first] = parsed;
  if (first !== undefined && parsed.length === 1 && first.week === 0) {
    targets.fill(first, 0);
    targets.check(first, 0);
    return { columns, names: first.names };
  }
  const names = parsed.some(part => part.names !== null) ? new Names() : null;
  let [from, builds] = [0, 0];
  for (const part of parsed) {
    targets.fill(part, from);
    targets.check(part, from);
    for (const name of part.names ?? []) names?.placeOf(name);
    const until = from + part.n;
    for (const { column, joining } of targets.shifting) {
      shift(column, from, until, joining, { ...part, builds, joined: names });
    }
    from = until;
    builds += part.buildCount ?? 0;
  }
  return { columns, names: names?.list ?? null };
}

interface ParsedPart extends PackedColumns {
  n: number;
  layout: Layout;
  /** Where the first column begins. */
  columnsFrom: number;
  names: string[] | null;
}

function parsePart({ bytes, week, buildCount }: PackedColumns, versionOne: string): ParsedPart {
  checkBytes(bytes, PREFIX_BYTES_ONE);
  const version = numberAt(bytes, 0);
  if (version !== 1 && version !== FORMAT_VERSION) throw new WeekFormatError(`it is of version ${version}`);
  const headFrom = version === 1 ? PREFIX_BYTES_ONE : PREFIX_BYTES;
  checkBytes(bytes, headFrom);
  const n = numberAt(bytes, headFrom - 8);
  const headUntil = headFrom + numberAt(bytes, headFrom - 4);
  if (headUntil > bytes.byteLength) throw new WeekFormatError('its head is cut off');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + headFrom, headUntil - headFrom).toString();
  const [layoutText, names] = version === 1 ? [versionOne, head] : splitHead(head);
  const layout = parseLayout(layoutText);
  const columnsFrom = padded(headUntil);
  checkLength(layout, columnsFrom, n, bytes.byteLength);
  return { bytes, week, buildCount, n, layout, columnsFrom, names: parseNames(names) };
}

function checkBytes(bytes: Uint8Array, length: number): void {
  if (bytes.byteLength < length) throw new WeekFormatError(`it has ${bytes.byteLength} bytes`);
}

/** Unsigned, 32 bits, little-endian. */
function numberAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

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
  readonly shifting: Array<{ name: string; column: AnyColumn; joining: Joining }> = [];
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
      if (joining !== undefined) this.shifting.push({ name, column, joining });
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

  /** @throws WeekFormatError where a part that was filled in at a place speaks of what it does not have */
  check({ n, buildCount, names }: ParsedPart, at: number): void {
    for (const { name, column, joining } of this.shifting) {
      if (joining === 'week' || joining === 'day') continue;
      if (joining === 'end') checkEnds(name, column, at, at + n);
      else if (joining === 'build')
        checkBelow(name, column, at, at + n, buildCount ?? Number.POSITIVE_INFINITY);
      else checkBelow(name, column, at, at + n, (names?.length ?? 0) + (joining === 'name' ? 0 : 1));
    }
  }

  private fillAbsent({ name, index, absent }: Place, at: number, n: number): void {
    if (absent === undefined) throw new WeekFormatError(`it has no column ${name}`);
    this.columns[index]?.fill(absent, at, at + n);
  }
}

function checkBelow(name: string, column: AnyColumn, from: number, until: number, limit: number): void {
  for (let i = from; i < until; i += 1) {
    const value = column[i];
    if (value === undefined || value >= limit) {
      throw new WeekFormatError(`its column ${name} speaks of entry ${value} of ${limit}`);
    }
  }
}

function checkEnds(name: string, column: AnyColumn, from: number, until: number): void {
  let last = 0;
  for (let i = from; i < until; i += 1) {
    const value = column[i];
    if (value === undefined || value < last) {
      throw new WeekFormatError(`its column ${name} falls from ${last} to ${value}`);
    }
    last = value;
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
