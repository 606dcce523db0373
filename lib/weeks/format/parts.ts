import { type BuildParts, UNPACK_BUILDS } from './build-parts';
import { type LostParts, UNPACK_LOST } from './lost-parts';
import { type SpanParts, UNPACK_SPANS } from './span-parts';

/** Everything that is packed of a week; no two tables have a part of the same name. */
export interface AllParts extends BuildParts, LostParts, SpanParts {}
export type PartName = keyof AllParts;

/** Tables of packed weeks, as the store calls them. */
export type WeekTable = 'packed' | 'lost' | 'spans';

/** The same, as the database does. */
export const SQL_TABLE: Readonly<Record<WeekTable, string>> = {
  packed: 'packed_week',
  lost: 'lost_week',
  spans: 'packed_span_week',
};

/** The table in which each part lies; its column has the name of the part. */
export const TABLE_OF_PART: Readonly<Record<PartName, WeekTable>> = {
  builds: 'packed',
  stages: 'packed',
  steps: 'packed',
  caches: 'packed',
  path: 'packed',
  amounts: 'lost',
  sums: 'lost',
  spans: 'spans',
  times: 'spans',
};

/** How each part is read. @throws WeekFormatError */
export const UNPACK: { readonly [Part in PartName]: (bytes: Uint8Array) => AllParts[Part] } = {
  ...UNPACK_BUILDS,
  ...UNPACK_LOST,
  ...UNPACK_SPANS,
};
