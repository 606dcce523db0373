import type pg from 'pg';
import { markAllWeeks } from './mark-all-weeks';
import { parseCatalogPart } from './parse-catalog-part';
import type { CatalogRevisions } from './read-catalog-sections';
import { saveCatalog } from './save-catalog';
import { findTimeZoneChange } from './time-zone-change';

export interface SaveOptions {
  /** IANA name, for an organisation that has set none. */
  serverTimeZone: string;
  /** A change of the time zone is meant. */
  confirmed: boolean;
}

/**
 * Saves some sections of the settings, all or none, and has recomputed what must be: with another time zone all weeks
 * are marked in the same transaction.
 *
 * @param read revisions that the sections had when they were read
 * @returns the new revisions of the sections that were saved
 * @throws CatalogProblemsError, CatalogConflictError, TimeZoneChangeError
 */
export async function saveSettings(
  pool: pg.Pool,
  part: unknown,
  read: Partial<CatalogRevisions>,
  { serverTimeZone, confirmed }: SaveOptions,
): Promise<Partial<CatalogRevisions>> {
  const change = await findTimeZoneChange(pool, parseCatalogPart(part), serverTimeZone);
  if (change !== null && !confirmed) throw change;
  return saveCatalog(pool, part, read, async client => {
    if (change !== null) await client.query(markAllWeeks());
  });
}
