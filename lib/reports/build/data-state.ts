import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { formatCountOf, formatInstant } from '@/lib/format';
import { dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import type { DayRange } from '@/lib/time/ranges';
import type { ReaderContext } from '@/lib/weeks/reader';

/** How many repositories are named; the others are counted. */
const NAMED = 3;
/** A build that failed as often is waited for no longer; it is tried again now and then. */
const GIVEN_UP_AFTER = 3;

const row = z.object({
  askedAt: z.date().nullable(),
  repositories: z.int(),
  comingIn: z.array(z.string()),
  failing: z.array(z.string()),
  builds: z.int(),
  unreadable: z.int(),
  logs: z.int(),
  toPack: z.int(),
  toReplay: z.int(),
  /** Repositories; also those whose caches are looked at again, since logs were read after they were searched. */
  unsearched: z.int(),
  fingerprint: z.string(),
});

/** How far a week is imported and computed. */
export interface DataState {
  /** When the server that was asked the longest ago was asked last; null: none ever was. */
  askedAt: string | null;
  /** Sentences, one for all that is not there yet; [] is what one wants. */
  missing: string[];
  /** Whether some of that is being imported, read, packed or searched: it is worth waiting for. */
  isUnderWay: boolean;
  /** Whether the CI server was asked after the last of these days what is new. */
  isAsked: boolean;
  isHistoryComingIn: boolean;
  /** Builds of these days that are listed and not imported yet, without those that cannot be read. */
  buildsToCome: number;
  /** With other packed weeks it is another one. */
  fingerprint: string;
}

/** What of the days of a week is not imported, packed or searched yet; cheap enough to be asked every minute. */
export async function readDataState(context: ReaderContext, days: DayRange): Promise<DataState> {
  const { settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const end = new Date(createLocalCalendar(timeZone).startOfDay(dayNumber(days.until)));
  const { from, until } = days;
  const { rows } = await context.source.pool.query(sql`
    select
      (select min(s.discovered_at) from server s
        where exists (select from repo r where r.server_id = s.id and r.is_current and r.ended_at is null)) as "askedAt",
      (select count(*)::int from repo where is_current and ended_at is null) as repositories,
      array(select r.slug from repo_import i join repo r on r.id = i.repo_id
        where r.is_current and r.ended_at is null and not i.history_done and i.failed_turns = 0
        order by r.slug) as "comingIn",
      array(select r.slug from repo_import i join repo r on r.id = i.repo_id
        where r.is_current and r.ended_at is null and i.failed_turns > 0 order by r.slug) as failing,
      (select count(*)::int from build_todo
        where reason <> 'unfinished' and attempts < ${GIVEN_UP_AFTER}::int
          and created_at >= ${from}::date - 1 and created_at < ${end}) as builds,
      (select count(*)::int from build_todo
        where reason <> 'unfinished' and attempts >= ${GIVEN_UP_AFTER}::int
          and created_at >= ${from}::date - 1 and created_at < ${end}) as unreadable,
      (select count(*)::int from log_todo
        where finished_at >= ${from}::date - 1 and finished_at < ${end} and last_error is null) as logs,
      (select count(*)::int from dirty_week where week = ${from}::date) as "toPack",
      (select count(*)::int from dirty_person_day where day >= ${from}::date and day < ${until}::date) +
        (exists (select from packed_week p where p.week = ${from}::date and p.build_count > 0)
          and not exists (select from waiting_week w where w.week = ${from}::date))::int as "toReplay",
      (select count(*)::int from repo r join watched_repo w on w.repo_id = r.id
        where r.is_current and (w.until_day < ${until}::date or w.had_logs_to_go)) +
      (select count(*)::int from repo r where r.is_current
        and not exists (select from watched_repo w where w.repo_id = r.id)
        and exists (select from packed_week p where p.repo_id = r.id and p.week = ${from}::date)) as unsearched,
      (select count(*) || '.' || coalesce(sum(sequence), 0) from packed_week
        where week between ${from}::date - 7 and ${from}::date) as fingerprint`);
  const state = row.parse(rows[0]);
  const isAsked = state.repositories === 0 || (state.askedAt !== null && state.askedAt >= end);
  const { comingIn, builds, unreadable, logs, toPack, toReplay, unsearched } = state;
  const told = (count: number, sentence: (what: number) => string) => (count === 0 ? [] : [sentence(count)]);
  return {
    askedAt: state.askedAt?.toISOString() ?? null,
    fingerprint: state.fingerprint,
    isAsked,
    isHistoryComingIn: comingIn.length > 0,
    buildsToCome: builds,
    isUnderWay: comingIn.length + builds + logs + toPack + toReplay + unsearched > 0,
    missing: [
      ...(isAsked
        ? []
        : [
            state.askedAt === null
              ? 'The CI server was never asked for builds.'
              : `The CI server was last asked for builds on ${formatInstant(state.askedAt.toISOString(), timeZone, true)}: what ended later is missing.`,
          ]),
      ...told(comingIn.length, () => `The history of ${nameSome(comingIn)} is still being imported.`),
      ...told(
        state.failing.length,
        () => `${nameSome(state.failing)} could not be read lately: builds may be missing.`,
      ),
      ...told(
        builds,
        n => `${formatCountOf(n, 'build')} of the week ${n === 1 ? 'is' : 'are'} not imported yet.`,
      ),
      ...told(
        unreadable,
        n =>
          `${formatCountOf(n, 'build')} of the week could not be read, and ${n === 1 ? 'is' : 'are'} missing.`,
      ),
      ...told(
        logs,
        n =>
          `${formatCountOf(n, 'log')} of the week ${n === 1 ? 'is' : 'are'} not read yet: cache hit rates may move.`,
      ),
      ...told(toPack + toReplay, () => 'Figures and hours lost of the week are still being computed.'),
      ...told(
        unsearched,
        n =>
          `${formatCountOf(n, 'repository', 'repositories')} ${n === 1 ? 'is' : 'are'} not searched for changes yet, or without some of the logs.`,
      ),
    ],
  };
}

function nameSome(slugs: readonly string[]): string {
  const [first = '', ...others] = slugs;
  if (others.length === 0) return first;
  const named = slugs.length <= NAMED ? slugs.slice(0, -1) : slugs.slice(0, NAMED - 1);
  const last =
    slugs.length <= NAMED ? (others.at(-1) ?? '') : `${slugs.length - NAMED + 1} more repositories`;
  return `${named.join(', ')} and ${last}`;
}
