import type pg from 'pg';
import { formatCountOf } from '@/lib/format';
import { readSettings } from '@/lib/settings/read-settings';
import type { Settings } from '@/lib/settings/settings';
import { StoredSettingsError } from '@/lib/settings/settings-problems';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import {
  findStaleSpanWeeks,
  findStaleWeeks,
  markSpanWeeks,
  markStaleWeeks,
  openUpkeepStore,
  packMarkedSpanWeeks,
  packNextWeek,
  rollUpWaiting,
  type StaleWeek,
  type WeekStore,
} from '@/lib/weeks/upkeep';
import { type Finding, fail, ok, warn } from './finding';

const SHOWN = 5;

/**
 * Whether figures are those of what is stored; weeks that are not are packed anew.
 *
 * @param packedWeeksMb what packed weeks may take in the memory of the pages, megabytes
 */
export async function checkFigures(
  pool: pg.Pool,
  machineTimeZone: string,
  packedWeeksMb: number,
): Promise<Finding[]> {
  try {
    const { settings } = await readSettings(pool);
    const timeZone = settings.hours.timeZone ?? machineTimeZone;
    const staleWeeks = await findStaleWeeks(pool, timeZone);
    const staleSpanWeeks = await findStaleSpanWeeks(pool);
    const stale = [...staleWeeks, ...staleSpanWeeks];
    if (stale.length === 0) return [ok('the figures of every week are those of what is stored')];
    await markStaleWeeks(pool, staleWeeks);
    await markSpanWeeks(pool, staleSpanWeeks);
    const failure = await repair({ pool, timeZone, settings, store: openUpkeepStore(pool, packedWeeksMb) });
    if (failure !== null) return [fail(`${describe(stale)}; they could not be packed anew: ${failure}`)];
    return [warn(`${describe(stale)}; packed anew, figures are right now`)];
  } catch (error) {
    if (error instanceof StoredSettingsError) return [fail(error.message)];
    throw error;
  }
}

/** @returns what went wrong, in words */
async function repair(figures: {
  pool: pg.Pool;
  timeZone: string;
  settings: Settings;
  store: WeekStore;
}): Promise<string | null> {
  const context = { ...figures, calendar: createLocalCalendar(figures.timeZone) };
  try {
    while ((await packMarkedSpanWeeks(figures.pool)) > 0);
    while ((await packNextWeek(context, true)) !== null);
    while ((await rollUpWaiting(figures)) !== null);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function describe(stale: readonly StaleWeek[]): string {
  const shown = stale
    .slice(0, SHOWN)
    .map(({ repository, week, problem }) => `the week of ${week} of ${repository} ${problem}`);
  const others = stale.length - shown.length;
  return [...shown, ...(others > 0 ? [`and ${formatCountOf(others, 'other week')} too`] : [])].join('; ');
}
