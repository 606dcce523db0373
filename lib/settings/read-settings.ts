import type pg from 'pg';
import type { CatalogSection } from './catalog';
import { readCatalogSections } from './read-catalog-sections';
import type { SettingsAnswer } from './settings-answer';

/**
 * All sections for editing; one that cannot be understood stands there with its default and why.
 *
 * @param serverTimeZone IANA name, for an organisation that has set none
 */
export async function readSettings(pool: pg.Pool, serverTimeZone: string): Promise<SettingsAnswer> {
  const { catalog, revisions, problems } = await readCatalogSections(pool);
  const stateOf = <Section extends CatalogSection>(section: Section) => ({
    value: catalog[section],
    revision: revisions[section],
    problem: problems.find(problem => problem.section === section)?.message ?? null,
  });
  return {
    sections: {
      rules: stateOf('rules'),
      people: stateOf('people'),
      hours: stateOf('hours'),
      cost: stateOf('cost'),
      targets: stateOf('targets'),
    },
    serverTimeZone,
  };
}
