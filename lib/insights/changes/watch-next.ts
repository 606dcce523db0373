import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { addDays, calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import { passedMs } from '@/lib/time/passed';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { ONE_PIECE, type Turn } from '../turn';
import { EVIDENCE_DAYS } from './evidence';
import { ownRules, readFingerprint, searchFingerprint, storedFingerprint } from './search-fingerprint';
import { updateHours } from './update-hours';
import { SETTLED_DAYS, watchRepo, watchToday } from './watch-repo';

/** Weeks that are over change when builds come late; today's when any comes. */
const SEARCH_EVERY_MS = HOUR_MS;
const LOOK_EVERY_MS = 20 * MINUTE_MS;
const RETRY_MS = HOUR_MS;
/** A range holds five years at most. */
const MOST_DAYS = 5 * 365;

const repoRow = z.object({
  id: z.int(),
  slug: z.string(),
  sequence: z.number(),
  firstWeek: z.string(),
  known: z
    .object({
      sequence: z.number(),
      lookedSequence: z.number(),
      untilDay: z.string(),
      fingerprint: z.string(),
      searchedAt: z.coerce.date(),
      lookedAt: z.coerce.date().nullable(),
      failedAt: z.coerce.date().nullable(),
      hadLogsToGo: z.boolean(),
    })
    .nullable(),
  hasLogsToGo: z.boolean(),
  hasWeeksToPack: z.boolean(),
  changedWeek: z.string().nullable(),
});

/**
 * Searches repositories for changes that have days which are over since, or whose history changed, or looks at their day.
 * One whose history is still coming in waits for it; one that fails rests for an hour. Where the settings are others than
 * then, only that is done anew which follows from them.
 *
 * @returns false when there is none
 */
export async function watchRepos(context: ReaderContext, turn: Turn = ONE_PIECE): Promise<boolean> {
  const { source, now } = context;
  const { settings } = await source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const today = localDay(now, timeZone);
  const asked = searchFingerprint(settings, timeZone);
  const ownOf = ownRules(settings.rules);
  const { rows } = await source.pool.query(sql`
    select r.id, r.slug, s.sequence, f.week::text as "firstWeek",
      case when w.repo_id is null then null else json_build_object('sequence', w.sequence,
        'lookedSequence', w.looked_sequence, 'untilDay', w.until_day, 'fingerprint', w.fingerprint,
        'searchedAt', w.searched_at, 'lookedAt', w.looked_at, 'failedAt', w.failed_at,
        'hadLogsToGo', w.had_logs_to_go) end as known,
      exists (select from log_todo t where t.repo_id = r.id and t.last_error is null
        and t.finished_at < ${today}::date::timestamp at time zone ${timeZone}) as "hasLogsToGo",
      exists (select from dirty_week d where d.repo_id = r.id) as "hasWeeksToPack",
      (select min(p.week)::text from packed_week p where p.repo_id = r.id and p.sequence > w.sequence) as "changedWeek"
    from repo r
    join week_sequence s on s.repo_id = r.id
    cross join lateral (select min(week) as week from packed_week p where p.repo_id = r.id) f
    left join repo_import i on i.repo_id = r.id
    left join watched_repo w on w.repo_id = r.id
    where r.is_current and f.week is not null and (i.repo_id is null or i.history_done or i.failed_turns > 0)
    order by greatest(w.searched_at, w.looked_at, w.failed_at) nulls first, r.id`);
  let didWork = false;
  const keptUnderRules: Array<{ repoId: number; fingerprint: string }> = [];
  for (const row of repoRow.array().parse(rows)) {
    const stored = readFingerprint(row.known?.fingerprint ?? '');
    const hasSameRules = stored.method === asked.method && stored.rules === asked.rules;
    const own = hasSameRules ? stored.own : ownOf(row.slug);
    const isSearched = stored.method === asked.method && own === stored.own;
    if (isSearched && !hasSameRules && stored.hours === asked.hours)
      keptUnderRules.push({ repoId: row.id, fingerprint: storedFingerprint(asked, own) });
    const due = dueOf(row, { today, isSearched, hasSameHours: stored.hours === asked.hours, now });
    if (due === null) continue;
    const fingerprint = storedFingerprint(asked, own);
    const [, firstDay = row.firstWeek] = [row.firstWeek, addDays(today, -MOST_DAYS)].sort();
    const question = {
      repository: { id: row.id, slug: row.slug },
      firstDay,
      ...{ today, fingerprint, sequence: row.sequence, fromDay: due.fromDay },
      hasLogsToGo: row.hasLogsToGo,
    };
    try {
      if (due.what === 'hours') await updateHours(context, question.repository, fingerprint);
      else if (due.what === 'today') await watchToday(context, question);
      else await watchRepo(context, question);
    } catch (error) {
      await noteFailed(context, row.id);
      turn.noteFailure(error);
    }
    didWork = true;
    if (turn.isOver()) break;
  }
  await noteRules(context, keptUnderRules);
  return didWork;
}

/** Of these repositories the rules say the same as before. */
async function noteRules(
  { source }: ReaderContext,
  repos: ReadonlyArray<{ repoId: number; fingerprint: string }>,
): Promise<void> {
  if (repos.length === 0) return;
  await source.pool.query(sql`
    update watched_repo w set fingerprint = r.fingerprint
    from unnest(${repos.map(({ repoId }) => repoId)}::int[], ${repos.map(({ fingerprint }) => fingerprint)}::text[])
      as r(repo_id, fingerprint)
    where w.repo_id = r.repo_id`);
}

/** It is tried again after a while; one that was never searched is still to be searched whole. */
async function noteFailed({ source, now }: ReaderContext, repoId: number): Promise<void> {
  await source.pool.query(sql`
    insert into watched_repo (repo_id, sequence, until_day, fingerprint, searched_at, failed_at)
    values (${repoId}, 0, '1970-01-01', '', ${now}, ${now})
    on conflict (repo_id) do update set failed_at = excluded.failed_at`);
}

interface Due {
  /** Hours: those of the changes that are known. */
  what: 'days' | 'today' | 'hours';
  /** Null: everything. */
  fromDay: string | null;
}

function dueOf(
  { known, changedWeek, sequence, hasLogsToGo, hasWeeksToPack }: z.infer<typeof repoRow>,
  {
    today,
    isSearched,
    hasSameHours,
    now,
  }: { today: string; isSearched: boolean; hasSameHours: boolean; now: Date },
): Due | null {
  if (known !== null && passedMs(known.failedAt, now) < RETRY_MS) return null;
  if (known === null || !isSearched || known.untilDay > today) return { what: 'days', fromDay: null };
  // First: a search of some days leaves those of old changes as they are.
  if (!hasSameHours) return { what: 'hours', fromDay: null };
  const { untilDay, searchedAt, lookedAt, lookedSequence } = known;
  const fromDay = changedWeek !== null && changedWeek < untilDay ? changedWeek : untilDay;
  if (known.hadLogsToGo && !hasLogsToGo && !hasWeeksToPack) {
    // A log that was read has its week packed anew. Changes that are not settled are described anew by every search.
    const isOld = fromDay < addDays(today, EVIDENCE_DAYS - SETTLED_DAYS);
    return { what: 'days', fromDay: isOld ? null : fromDay };
  }
  if (untilDay < today) return { what: 'days', fromDay };
  const monday = calendarDay(mondayOf(weekNumber(dayNumber(today))));
  if (changedWeek !== null && changedWeek < monday && passedMs(searchedAt, now) >= SEARCH_EVERY_MS)
    return { what: 'days', fromDay: changedWeek };
  const hasNew = sequence > Math.max(known.sequence, lookedSequence);
  const lookedMs = Math.min(passedMs(searchedAt, now), passedMs(lookedAt, now));
  return hasNew && lookedMs >= LOOK_EVERY_MS ? { what: 'today', fromDay: null } : null;
}
