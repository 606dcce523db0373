import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import {
  CATALOG_SECTIONS,
  type Catalog,
  type CatalogPart,
  type CatalogSection,
  DEFAULT_CATALOG,
  sectionSchemas,
} from './catalog';
import { CatalogSettingError } from './catalog-setting-error';

/** Which state of each section was read; null: it was never saved. To be given back when saving. */
export type CatalogRevisions = Record<CatalogSection, string | null>;

export interface CatalogReading {
  /** Defaults stand in for sections that were never saved or cannot be understood. */
  catalog: Catalog;
  revisions: CatalogRevisions;
  /** One for each section that cannot be understood. */
  problems: CatalogSettingError[];
}

const row = z.object({ key: z.enum(CATALOG_SECTIONS), value: z.unknown(), revision: z.string() });

/** Each section of the settings by itself, so that those that can be understood can be shown beside one that cannot. */
export async function readCatalogSections(db: pg.Pool | pg.PoolClient): Promise<CatalogReading> {
  const { rows } = await db.query(sql`
    select key, value, updated_at::text as revision from setting where key = any(${CATALOG_SECTIONS})`);
  const revisions: CatalogRevisions = { rules: null, people: null, hours: null, cost: null, targets: null };
  const problems: CatalogSettingError[] = [];
  const stored: CatalogPart = {};
  for (const { key, value, revision } of z.array(row).parse(rows)) {
    revisions[key] = revision;
    const problem = readSection(stored, key, value);
    if (problem !== null) problems.push(problem);
  }
  return { catalog: { ...DEFAULT_CATALOG, ...stored }, revisions, problems };
}

function readSection<Section extends CatalogSection>(
  stored: CatalogPart,
  key: Section,
  value: unknown,
): CatalogSettingError | null {
  const parsed = sectionSchemas[key].safeParse(value);
  if (!parsed.success) return new CatalogSettingError(key, parsed.error);
  Object.assign(stored, { [key]: parsed.data });
  return null;
}
