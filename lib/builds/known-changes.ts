import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';

/** A change that was found and lasts: what is usual now is what came after it. */
export interface KnownChange {
  id: string;
  repoId: number;
  kind: 'wait' | 'step' | 'cache';
  /** Null: of the wait for whole builds. */
  pipeline: string | null;
  step: string | null;
  /** The first day as it is after, there where the organisation is, and when that begins in unix seconds. */
  day: string;
  startS: number;
  /** Milliseconds, or hits of look-ups. */
  before: number;
  after: number;
}

const row = z.object({
  id: z.string(),
  repoId: z.int(),
  kind: z.enum(['wait', 'step', 'cache']),
  pipeline: z.string().nullable(),
  step: z.string().nullable(),
  day: z.string(),
  before: z.number(),
  after: z.number(),
});

/**
 * Changes of some repositories in some days, both included, the oldest first. Left out are alarms, which are of one day
 * alone, and of split repositories waits, which are those for a service and not for the build.
 */
export async function readKnownChanges(
  { source, timeZone }: ReaderContext,
  repoIds: Iterable<number>,
  [from, until]: readonly [from: string, until: string],
): Promise<KnownChange[]> {
  const { book, settings } = await source.open();
  const calendar = createLocalCalendar(settings.hours.timeZone ?? timeZone);
  const { rows } = await source.pool.query(sql`
    select repo_id || '~' || day || '~' || subject as id, repo_id as "repoId", change->>'kind' as kind,
      change->>'pipeline' as pipeline, change->>'step' as step, day::text as day,
      change->'before' as before, change->'after' as after
    from found_change
    where repo_id = any(${[...repoIds]}::int[]) and not is_alarm
      and day between ${from}::date and ${until}::date
    order by found_change.day, subject`);
  return rows.flatMap(one => {
    // What another version stored is left out until the poller has made it anew.
    const { success, data } = row.safeParse(one);
    if (!success || (data.kind === 'wait' && book.splitRepos.has(data.repoId))) return [];
    return [{ ...data, startS: calendar.startOfDay(dayNumber(data.day)) / 1000 }];
  });
}

/** A server that was restored has its repositories once more, under the same names. */
export function sameRepositories(book: SeriesBook, repoIds: Iterable<number>): Set<number> {
  const names = new Set<string>();
  for (const id of repoIds) {
    const repo = book.repos.get(id);
    if (repo !== undefined) names.add(repositoryKey(repo));
  }
  return new Set([...book.repos].filter(([, repo]) => names.has(repositoryKey(repo))).map(([id]) => id));
}

export function repositoryKey({ serverId, slug }: { serverId: number; slug: string }): string {
  return `${serverId} ${slug}`;
}

/** What is gathered of all builds of some days, and again of those since each change among them. */
export class Levels<Gathered> {
  readonly whole: Gathered;
  private readonly since: ReadonlyArray<{ change: KnownChange; gathered: Gathered }>;

  /** @param changes of one series, the oldest first */
  constructor(changes: readonly KnownChange[], make: () => Gathered) {
    this.whole = make();
    this.since = changes.map(change => ({ change, gathered: make() }));
  }

  /** Each that a build belongs to by its end. */
  forEachAt(endS: number, visit: (gathered: Gathered) => void): void {
    visit(this.whole);
    for (const { change, gathered } of this.since) if (endS >= change.startS) visit(gathered);
  }

  /** Since the last change after which there is enough, else the whole. */
  newest(isEnough: (gathered: Gathered) => boolean): { gathered: Gathered; since: string | null } {
    const last = this.since.findLast(({ gathered }) => isEnough(gathered));
    return last === undefined
      ? { gathered: this.whole, since: null }
      : { gathered: last.gathered, since: last.change.day };
  }
}

/** Whether a time is nearer to what came after a change than to what was before, by how many times as long. */
export function isAsAfter(ms: number, { before, after }: Pick<KnownChange, 'before' | 'after'>): boolean {
  const apart = (other: number) => Math.abs(Math.log(Math.max(ms, 1) / Math.max(other, 1)));
  return apart(after) < apart(before);
}
