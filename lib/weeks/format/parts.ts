import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import {
  BUILD_COLUMNS,
  type BuildParts,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  STAGE_COLUMNS,
  STEP_COLUMNS,
} from './build-parts';
import {
  type ColumnSpec,
  type Columns,
  FORMAT_VERSION,
  layoutOf,
  packColumns,
  WeekFormatError,
} from './columns';
import { AMOUNT_COLUMNS, LOST_SUM_COLUMNS, type LostParts } from './lost-parts';
import { narrowPart } from './narrow-part';
import { SPAN_COLUMNS, type SpanParts, TIME_COLUMNS } from './span-parts';
import { type PackedColumns, unpackColumns } from './unpack-columns';
import { VERSION_ONE } from './version-one';

/** Everything that is packed of a week; no two tables have a part of the same name. */
export interface AllParts extends BuildParts, LostParts, SpanParts {}
export type PartName = keyof AllParts;

/** Tables of packed weeks, as the store calls them. */
export type WeekTable = 'packed' | 'lost' | 'spans';

interface PartFormat {
  /** The table in which it lies; its column has the name of the part. */
  table: WeekTable;
  spec: ColumnSpec;
  /** The property that holds the names its columns speak of. */
  names?: 'machines' | 'tools';
}

export const PARTS: { readonly [Name in PartName]: PartFormat } = {
  builds: { table: 'packed', spec: BUILD_COLUMNS },
  stages: { table: 'packed', spec: STAGE_COLUMNS, names: 'machines' },
  steps: { table: 'packed', spec: STEP_COLUMNS },
  caches: { table: 'packed', spec: CACHE_COLUMNS, names: 'tools' },
  path: { table: 'packed', spec: PATH_COLUMNS },
  amounts: { table: 'lost', spec: AMOUNT_COLUMNS },
  sums: { table: 'lost', spec: LOST_SUM_COLUMNS },
  spans: { table: 'spans', spec: SPAN_COLUMNS },
  times: { table: 'spans', spec: TIME_COLUMNS },
};

/**
 * The tables as the database calls them; the part by whose stamp a week is known to be of this version; and what is
 * counted up when the same columns come to mean other numbers.
 */
export const TABLES: Readonly<Record<WeekTable, { name: string; first: PartName; meaning: number }>> = {
  packed: { name: 'packed_week', first: 'builds', meaning: 1 },
  lost: { name: 'lost_week', first: 'amounts', meaning: 2 },
  spans: { name: 'packed_span_week', first: 'spans', meaning: 1 },
};

/** The bytes of a part, as its table keeps them. */
export function packPart<Name extends PartName>(name: Name, part: AllParts[Name]): Buffer {
  const { spec, names, table } = PARTS[name];
  return packColumns(spec, {
    columns: plain(part),
    names: names === undefined ? null : namesIn(part, names),
    stamp: stampOf(table),
  });
}

/** Several parts by their names, each packed. */
export function packParts<Name extends PartName>(parts: Pick<AllParts, Name>): Record<Name, Buffer> {
  const names = Object.keys(parts) as Name[];
  return Object.fromEntries(names.map(name => [name, packPart(name, parts[name])])) as Record<Name, Buffer>;
}

/** A part of one week. @throws WeekFormatError */
export function unpackPart<Name extends PartName>(name: Name, bytes: Uint8Array): AllParts[Name] {
  return unpackWeeks(name, [{ bytes, week: 0, buildCount: null }]);
}

/** The same part of several weeks, in order, as one. @throws WeekFormatError */
function unpackWeeks<Name extends PartName>(name: Name, weeks: readonly PackedColumns[]): AllParts[Name] {
  const { spec, names: namesKey } = PARTS[name];
  const { columns, names } = unpackColumns(spec, weeks, VERSION_ONE[name]);
  if (name === 'caches' && columns.kind?.some(kind => kind >= CACHE_KINDS.length) === true) {
    throw new WeekFormatError('an unknown kind of cache');
  }
  if (namesKey === undefined) return asPart(columns);
  if (names === null && weeks.length > 0) throw new WeekFormatError('its names are missing');
  return asPart({ ...columns, [namesKey]: names ?? [] });
}

/** The same, to be held in less memory. It cannot be packed again. @throws WeekFormatError */
export function unpackNarrow<Name extends PartName>(
  name: Name,
  weeks: readonly PackedColumns[],
): AllParts[Name] {
  return asPart(narrowPart(unpackWeeks(name, weeks)));
}

/**
 * Tells all that a table holds from what another version of it held: a number made of the names and kinds of all its
 * columns, and of what they mean.
 */
export function stampOf(table: WeekTable): number {
  return STAMPS[table];
}

const STAMPS: Readonly<Record<WeekTable, number>> = {
  packed: makeStamp('packed'),
  lost: makeStamp('lost'),
  spans: makeStamp('spans'),
};

/** FNV-1a, 32 bits. */
function makeStamp(table: WeekTable): number {
  const own = Object.values(PARTS).filter(part => part.table === table);
  const text = [TABLES[table].meaning, ...own.map(({ spec }) => layoutOf(spec))].join('\n');
  let hash = 0x811c_9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x0100_0193) >>> 0;
  return hash;
}

/** How the first part of every week begins that this version packed: version and stamp, eight bytes. */
export function beginningOf(table: WeekTable): Buffer {
  const beginning = Buffer.alloc(8);
  beginning.writeUInt32LE(FORMAT_VERSION, 0);
  beginning.writeUInt32LE(stampOf(table), 4);
  return beginning;
}

/** The two casts: which columns a part has follows from its specification, by which it is packed and unpacked. */
function asPart<Name extends PartName>(columns: object): AllParts[Name] {
  return columns as AllParts[Name];
}

function plain(part: object): Columns<ColumnSpec> {
  return part as Columns<ColumnSpec>;
}

function namesIn(part: object, key: string): string[] {
  const names: unknown = Object.entries(part).find(([name]) => name === key)?.[1];
  if (!Array.isArray(names)) throw new RangeError(`a part without its ${key}`);
  return names.map(String);
}
