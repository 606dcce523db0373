import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { CATALOG_SECTIONS, type CatalogSection } from './catalog';
import { parseCatalogPart } from './parse-catalog-part';
import type { CatalogRevisions } from './read-catalog-sections';

/** Somebody else saved one of the sections since it was read; nothing was stored. */
export class CatalogConflictError extends Error {
  constructor(readonly sections: readonly CatalogSection[]) {
    super(
      `somebody else has changed ${sections.join(' and ')} in the meantime, and nothing was saved: load the settings again and make your change there`,
    );
    this.name = new.target.name;
  }
}

/**
 * Saves the sections given, all or none; the others stay as they are. `read` is what reading gave as revisions of
 * these sections: what somebody else has saved since is never overwritten. `alongside` belongs to the same transaction.
 *
 * @returns the new revisions of the sections that were saved
 * @throws CatalogProblemsError for settings that cannot be right, CatalogConflictError
 */
export async function saveCatalog(
  pool: pg.Pool,
  part: unknown,
  read: Partial<CatalogRevisions>,
  alongside: (client: pg.PoolClient) => Promise<unknown> = async () => undefined,
): Promise<Partial<CatalogRevisions>> {
  const checked = parseCatalogPart(part);
  const sections = CATALOG_SECTIONS.filter(section => checked[section] !== undefined);
  return inTransaction(pool, async client => {
    const saved: Partial<CatalogRevisions> = {};
    const conflicts: CatalogSection[] = [];
    // Always in the same order, so that two that save at once wait for each other and do not lock each other out.
    for (const section of sections) {
      const revision = await saveSection(client, section, checked[section], read[section] ?? null);
      if (revision === null) conflicts.push(section);
      else saved[section] = revision;
    }
    if (conflicts.length > 0) throw new CatalogConflictError(conflicts);
    await alongside(client);
    return saved;
  });
}

/** Null: the section is not in the state that was read. A revision is never given twice, whatever the clock does. */
async function saveSection(
  client: pg.PoolClient,
  section: CatalogSection,
  value: unknown,
  read: string | null,
): Promise<string | null> {
  const json = JSON.stringify(value);
  const statement =
    read === null
      ? sql`
          insert into setting (key, value, updated_at) values (${section}, ${json}::jsonb, clock_timestamp())
          on conflict (key) do nothing
          returning updated_at::text as revision`
      : sql`
          update setting
          set value = ${json}::jsonb,
              updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
          where key = ${section} and updated_at::text = ${read}
          returning updated_at::text as revision`;
  const { rows } = await client.query<{ revision: string }>(statement);
  return rows[0]?.revision ?? null;
}
