import type pg from 'pg';
import { executeSql, type PrismaTransaction, prismaFor } from '@/lib/db/prisma';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { readSettingsSections, type SettingsRevisions } from './read-settings';
import { SETTINGS_SECTIONS, type Settings, type SettingsPart, type SettingsSection } from './settings';
import { parseSettingsPart } from './settings-problems';

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
 * @throws SettingsProblemsError, SettingsConflictError, TimeZoneChangeError
 */
export async function saveSettings(
  pool: pg.Pool,
  part: unknown,
  read: Partial<SettingsRevisions>,
  { serverTimeZone, confirmed }: SaveOptions,
): Promise<Partial<SettingsRevisions>> {
  const change = await findTimeZoneChange(pool, parseSettingsPart(part), serverTimeZone);
  if (change !== null && !confirmed) throw change;
  return storeSettings(pool, part, read, async transaction => {
    if (change !== null) await executeSql(transaction, markAllWeeks());
  });
}

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
  { hours }: SettingsPart,
  serverTimeZone: string,
): Promise<TimeZoneChangeError | null> {
  if (hours === undefined) return null;
  const { settings, problems } = await readSettingsSections(pool);
  const isKnown = problems.every(({ section }) => section !== 'hours');
  const before = isKnown ? (settings.hours.timeZone ?? serverTimeZone) : null;
  const after = hours.timeZone ?? serverTimeZone;
  return before === after ? null : new TimeZoneChangeError(before, after);
}

/**
 * Marks every week that is packed, or is to be, and those beside it: by the clock of another time zone builds near a
 * border belong to the week before or after.
 */
function markAllWeeks(): SqlStatement {
  return sql`
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select w.repo_id, w.week, clock_timestamp(), clock_timestamp()
    from (
      select distinct k.repo_id, k.week + shift.days as week
      from (select repo_id, week from packed_week union select repo_id, week from dirty_week) k
      cross join (values (-7), (0), (7)) as shift(days)
    ) w
    order by w.repo_id, w.week
    on conflict (repo_id, week) do update set marked_at = clock_timestamp()`;
}

/** Somebody else saved one of the sections since it was read; nothing was stored. */
export class SettingsConflictError extends Error {
  constructor(readonly sections: readonly SettingsSection[]) {
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
 * @throws SettingsProblemsError for settings that cannot be right, SettingsConflictError
 */
export async function storeSettings(
  pool: pg.Pool,
  part: unknown,
  read: Partial<SettingsRevisions>,
  alongside: (transaction: PrismaTransaction) => Promise<unknown> = async () => undefined,
): Promise<Partial<SettingsRevisions>> {
  const checked = parseSettingsPart(part);
  const prisma = await prismaFor(pool);
  return prisma.$transaction(async transaction => {
    const saved: Partial<SettingsRevisions> = {};
    const conflicts: SettingsSection[] = [];
    // Always in the same order, so that two that save at once wait for each other and do not lock each other out.
    for (const section of SETTINGS_SECTIONS) {
      const value = checked[section];
      if (value === undefined) continue;
      const revision = await saveSection(transaction, section, value, read[section] ?? null);
      if (revision === null) conflicts.push(section);
      else saved[section] = revision;
    }
    if (conflicts.length > 0) throw new SettingsConflictError(conflicts);
    await alongside(transaction);
    return saved;
  });
}

/** Null: the section is not in the state that was read. A revision is never given twice, whatever the clock does. */
async function saveSection(
  { setting }: PrismaTransaction,
  key: SettingsSection,
  value: Settings[SettingsSection],
  read: string | null,
): Promise<string | null> {
  const readMs = read === null ? null : Date.parse(read);
  if (Number.isNaN(readMs)) return null;
  const updatedAt = new Date(Math.max(Date.now(), (readMs ?? 0) + 1));
  const { count } =
    readMs === null
      ? await setting.createMany({ data: { key, value, updatedAt }, skipDuplicates: true })
      : await setting.updateMany({
          where: { key, updatedAt: new Date(readMs) },
          data: { value, updatedAt },
        });
  return count === 0 ? null : updatedAt.toISOString();
}
