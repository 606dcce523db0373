import type pg from 'pg';
import { prismaFor } from '@/lib/db/prisma';
import {
  DEFAULT_SETTINGS,
  SETTINGS_SECTIONS,
  type Settings,
  type SettingsPart,
  type SettingsSection,
  sectionSchemas,
} from './settings';
import type { SettingsAnswer } from './settings-answer';
import { StoredSettingsError } from './settings-problems';

/** Which state of each section was read; null: it was never saved. To be given back when saving. */
export type SettingsRevisions = Record<SettingsSection, string | null>;

export interface SettingsReading {
  /** Defaults stand in for sections that were never saved or cannot be understood. */
  settings: Settings;
  revisions: SettingsRevisions;
  /** One for each section that cannot be understood. */
  problems: StoredSettingsError[];
}

/** Each section of the settings by itself, so that those that can be understood can be shown beside one that cannot. */
export async function readSettingsSections(pool: pg.Pool): Promise<SettingsReading> {
  const prisma = await prismaFor(pool);
  const rows = await prisma.setting.findMany({ where: { key: { in: [...SETTINGS_SECTIONS] } } });
  const revisions: SettingsRevisions = { rules: null, people: null, hours: null, cost: null, targets: null };
  const problems: StoredSettingsError[] = [];
  const stored: SettingsPart = {};
  for (const section of SETTINGS_SECTIONS) {
    const row = rows.find(({ key }) => key === section);
    if (row === undefined) continue;
    revisions[section] = row.updatedAt.toISOString();
    const problem = readSection(stored, section, row.value);
    if (problem !== null) problems.push(problem);
  }
  return { settings: { ...DEFAULT_SETTINGS, ...stored }, revisions, problems };
}

function readSection<Section extends SettingsSection>(
  stored: SettingsPart,
  key: Section,
  value: unknown,
): StoredSettingsError | null {
  const parsed = sectionSchemas[key].safeParse(value);
  if (!parsed.success) return new StoredSettingsError(key, parsed.error);
  Object.assign(stored, { [key]: parsed.data });
  return null;
}

/**
 * The settings in force; a section that was never saved has its default.
 *
 * @throws StoredSettingsError when a stored section cannot be understood: figures under other settings than those that
 *   were made would be wrong without a word. `readSettingsSections` reads the others all the same.
 */
export async function readSettings(
  pool: pg.Pool,
): Promise<{ settings: Settings; revisions: SettingsRevisions }> {
  const { settings, revisions, problems } = await readSettingsSections(pool);
  const [first] = problems;
  if (first !== undefined) throw first;
  return { settings, revisions };
}

/**
 * All sections for editing; one that cannot be understood stands there with its default and why.
 *
 * @param serverTimeZone IANA name, for an organisation that has set none
 */
export async function readSettingsAnswer(pool: pg.Pool, serverTimeZone: string): Promise<SettingsAnswer> {
  const { settings, revisions, problems } = await readSettingsSections(pool);
  const stateOf = <Section extends SettingsSection>(section: Section) => ({
    value: settings[section],
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
