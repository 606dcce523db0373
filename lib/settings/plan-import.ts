import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { CATALOG_SECTIONS, type CatalogPart, type CatalogSection } from './catalog';
import { parseCatalogYaml } from './parse-catalog-yaml';
import { type CatalogRevisions, readCatalogSections } from './read-catalog-sections';

/** What a file would do to each section; absent ones stay as they are. */
type SectionChange = 'changed' | 'unchanged' | 'absent';

export interface ImportPlan {
  /** The sections that the file would change. */
  part: CatalogPart;
  sections: Record<CatalogSection, SectionChange>;
  /** Of the settings that it was compared with: to be given back when saving. */
  revisions: CatalogRevisions;
}

/**
 * Reads a file of settings and compares it with those in force; nothing is stored.
 *
 * @throws CatalogFileError
 */
export async function planImport(pool: pg.Pool, text: string): Promise<ImportPlan> {
  const given = parseCatalogYaml(text);
  const { catalog, revisions, problems } = await readCatalogSections(pool);
  const broken = new Set(problems.map(({ section }) => section));
  const part: CatalogPart = {};
  const changeOf = (section: CatalogSection): SectionChange => {
    if (given[section] === undefined) return 'absent';
    if (!broken.has(section) && isDeepStrictEqual(given[section], catalog[section])) return 'unchanged';
    Object.assign(part, { [section]: given[section] });
    return 'changed';
  };
  const changes = CATALOG_SECTIONS.map(section => [section, changeOf(section)] as const);
  return { part, sections: bySection(changes), revisions };
}

function bySection(
  changes: ReadonlyArray<readonly [CatalogSection, SectionChange]>,
): Record<CatalogSection, SectionChange> {
  const sections: Record<CatalogSection, SectionChange> = {
    rules: 'absent',
    people: 'absent',
    hours: 'absent',
    cost: 'absent',
    targets: 'absent',
  };
  for (const [section, change] of changes) sections[section] = change;
  return sections;
}
