import type pg from 'pg';
import type { CatalogPart } from './catalog';
import { readCatalogSections } from './read-catalog-sections';

/** Another time zone moves builds to other days, so that everything is computed anew: somebody must say so. */
export class TimeZoneChangeError extends Error {
  constructor(
    /** IANA name; null: the stored one cannot be understood. */
    readonly before: string | null,
    readonly after: string,
  ) {
    super(
      `the time zone of the organisation would change${before === null ? '' : ` from ${before}`} to ${after}: ` +
        'builds move to other days, and all figures are computed anew, newest first; confirm that this is meant',
    );
    this.name = new.target.name;
  }
}

/**
 * The change of the organisation's zone that saving some sections would bring; null: it stays.
 *
 * @param serverTimeZone IANA name, for an organisation that has set none
 */
export async function findTimeZoneChange(
  pool: pg.Pool,
  { hours }: CatalogPart,
  serverTimeZone: string,
): Promise<TimeZoneChangeError | null> {
  if (hours === undefined) return null;
  const { catalog, problems } = await readCatalogSections(pool);
  const isKnown = problems.every(({ section }) => section !== 'hours');
  const before = isKnown ? (catalog.hours.timeZone ?? serverTimeZone) : null;
  const after = hours.timeZone ?? serverTimeZone;
  return before === after ? null : new TimeZoneChangeError(before, after);
}
