import type pg from 'pg';
import { CatalogSettingError } from '@/lib/catalog/catalog-setting-error';
import { createLocalCalendar } from '@/lib/catalog/local-calendar';
import { readCatalog } from '@/lib/catalog/read-catalog';
import { WeekStore } from '@/lib/frames/week-store';
import { findStaleWeeks, markStaleWeeks, type StaleWeek } from '@/lib/ingest/packing/find-stale-weeks';
import { packNextWeek } from '@/lib/ingest/packing/pack-week';
import { rollUpWaiting } from '@/lib/ingest/waiting/roll-up-waiting';
import { describeCount } from './describe-progress';
import { type Finding, fail, ok, warn } from './finding';

const SHOWN = 5;
const HELD_BYTES = 200_000_000;

/** Whether figures are those of what is stored; weeks that are not are packed anew. */
export async function checkFigures(pool: pg.Pool, machineTimeZone: string): Promise<Finding[]> {
  try {
    const { catalog } = await readCatalog(pool);
    const timeZone = catalog.hours.timeZone ?? machineTimeZone;
    const stale = await findStaleWeeks(pool, timeZone);
    if (stale.length === 0) return [ok('the figures of every week are those of what is stored')];
    await markStaleWeeks(pool, stale);
    const context = { pool, timeZone, calendar: createLocalCalendar(timeZone) };
    while ((await packNextWeek(context, true)) !== null);
    const store = new WeekStore(pool, HELD_BYTES);
    while ((await rollUpWaiting({ pool, store, catalog, timeZone })) !== null);
    return [warn(`${describe(stale)}; packed anew, figures are right now`)];
  } catch (error) {
    if (error instanceof CatalogSettingError) return [fail(error.message)];
    throw error;
  }
}

function describe(stale: readonly StaleWeek[]): string {
  const shown = stale
    .slice(0, SHOWN)
    .map(({ repository, week, problem }) => `the week of ${week} of ${repository} ${problem}`);
  const others = stale.length - shown.length;
  return [...shown, ...(others > 0 ? [`and ${describeCount(others, 'other week')} too`] : [])].join('; ');
}
