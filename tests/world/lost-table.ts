import type pg from 'pg';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { Settings } from '@/lib/settings/settings';
import { calendarDay, dayNumber } from '@/lib/time/days';
import type { WaitCause } from '@/lib/waiting/waiting-day';
import { CAUSES } from '@/lib/weeks/format/codes';
import type { LostPart } from '@/lib/weeks/format/lost-parts';
import { unpackPart } from '@/lib/weeks/format/parts';
import { rollUpWaiting } from '@/lib/weeks/lost/roll-up-waiting';
import { WeekStore } from '@/lib/weeks/store/week-store';

/** Milliseconds of each band by what they belong to, in words. */
export type LostTable = Map<string, LostBands>;

export type LostBands = readonly [measured: number, low: number, lost: number, high: number];

/** What amounts are told apart by. */
export interface LostWhere {
  person: string;
  day: string;
  slug: string;
  number: number;
  /** `pipeline/step`. */
  place: string;
  owner: string;
  cause: WaitCause;
}

export function lostKey({ person, day, slug, number, place, owner, cause }: LostWhere): string {
  return `${person} ${day} ${slug}#${number} ${cause} at ${place} of ${owner}`;
}

/** Computes hours lost until all are up to date. @returns the weeks in the order in which they were looked at */
export async function rollUpAll(pool: pg.Pool, settings: Settings, timeZone: string): Promise<string[]> {
  const store = new WeekStore(pool, { maxBytes: 1e9 });
  const weeks: string[] = [];
  for (;;) {
    const week = await rollUpWaiting({ pool, store, settings, timeZone });
    if (week === null) return weeks;
    weeks.push(week);
  }
}

/**
 * What is stored of hours lost.
 *
 * @throws Error where the sums of a week are not those of its amounts, or an amount is there twice
 */
export async function storedLost(pool: pg.Pool, settings: Settings): Promise<LostTable> {
  const find = createPersonFinder(settings.people);
  const logins = await pool.query<{ id: number; name: string }>('select id, name from login');
  const people = new Map(logins.rows.map(({ id, name }) => [id, find(name).person]));
  const series = await pool.query<{ id: number; name: string }>(
    `select id, pipeline || '/' || step as name from series`,
  );
  const places = new Map(series.rows.map(({ id, name }) => [id, name]));
  const { rows } = await pool.query<{ slug: string; week: string } & Record<LostPart, Buffer>>(`
    select r.slug, l.week::text as week, l.amounts, l.sums from lost_week l join repo r on r.id = l.repo_id`);
  const table: LostTable = new Map();
  for (const { slug, week, ...parts } of rows) {
    const amounts = unpackPart('amounts', parts.amounts);
    checkSums(amounts, unpackPart('sums', parts.sums), `${slug} ${week}`);
    for (let i = 0; i < amounts.n; i += 1) {
      const key = lostKey({
        person: people.get(amounts.personId[i] ?? 0) ?? 'nobody',
        day: calendarDay(dayNumber(week) + (amounts.day[i] ?? 0)),
        slug,
        number: amounts.number[i] ?? 0,
        place: places.get(amounts.placeId[i] ?? 0) ?? 'nowhere',
        owner: places.get(amounts.ownerId[i] ?? 0) ?? 'nobody',
        cause: CAUSES[amounts.cause[i] ?? 0] ?? 'run',
      });
      if (table.has(key)) throw new Error(`stored twice: ${key}`);
      table.set(key, bandsAt(amounts, i));
    }
  }
  return table;
}

interface BandColumns {
  n: number;
  measuredMs: ArrayLike<number>;
  lowMs: ArrayLike<number>;
  lostMs: ArrayLike<number>;
  highMs: ArrayLike<number>;
  placeId: ArrayLike<number>;
  ownerId: ArrayLike<number>;
  cause: ArrayLike<number>;
  event: ArrayLike<number>;
  flags: ArrayLike<number>;
}

function bandsAt({ measuredMs, lowMs, lostMs, highMs }: BandColumns, i: number) {
  return [measuredMs[i] ?? 0, lowMs[i] ?? 0, lostMs[i] ?? 0, highMs[i] ?? 0] as const;
}

function checkSums(amounts: BandColumns, sums: BandColumns, where: string): void {
  const [added, stored] = [addUp(amounts), addUp(sums)];
  if (stored.size !== sums.n) throw new Error(`${where}: a sum is there twice`);
  const wrong = [...new Set([...added.keys(), ...stored.keys()])].filter(
    key => added.get(key)?.join() !== stored.get(key)?.join(),
  );
  if (wrong.length > 0)
    throw new Error(`${where}: sums that are not those of the amounts: ${wrong.join('; ')}`);
}

/** By all that sums tell apart; of the flags only the branch counts, and whether the build is stuck. */
function addUp(columns: BandColumns): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (let i = 0; i < columns.n; i += 1) {
    const { placeId, ownerId, cause, event, flags } = columns;
    const key = [placeId[i], ownerId[i], cause[i], event[i], (flags[i] ?? 0) & (1 | 128)].join();
    const sum = sums.get(key) ?? [0, 0, 0, 0];
    sums.set(
      key,
      bandsAt(columns, i).map((ms, band) => ms + (sum[band] ?? 0)),
    );
  }
  return sums;
}
