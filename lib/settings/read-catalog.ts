import type pg from 'pg';
import type { Catalog } from './catalog';
import { type CatalogRevisions, readCatalogSections } from './read-catalog-sections';

/**
 * The settings in force; a section that was never saved has its default.
 *
 * @throws CatalogSettingError when a stored section cannot be understood: figures under other settings than those that
 *   were made would be wrong without a word. `readCatalogSections` reads the others all the same.
 */
export async function readCatalog(
  db: pg.Pool | pg.PoolClient,
): Promise<{ catalog: Catalog; revisions: CatalogRevisions }> {
  const { catalog, revisions, problems } = await readCatalogSections(db);
  const [first] = problems;
  if (first !== undefined) throw first;
  return { catalog, revisions };
}
