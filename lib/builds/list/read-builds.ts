import { servicesOfSteps } from '@/lib/builds/ownership';
import { STATUSES } from '@/lib/facts/vocabulary';
import { calendarDay } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { openReader, type ReaderContext, type WeekReader } from '@/lib/weeks/reader';
import { UNCOUNTED_REASONS, type UncountedReason } from '../left-out';
import { ciLink } from '../links';
import { type ListedFacts, readListedFacts } from '../listed-facts';
import { type LostByCause, lostOfBuilds } from '../lost-of-builds';
import { readOpenBuilds } from '../running/open-builds';
import { UsualWaits } from '../usual-waits';
import { type BuildKey, compareKeys, formatCursor, openKey, parseCursor } from './build-key';
import type { BuildRow, BuildsAnswer } from './build-row';
import { findAmong, findLogins, isFound } from './build-search';
import type { BuildsPage } from './builds-filter';
import { type EndedBuild, type EndedPage, findEndedBuilds, verdictOf } from './ended-builds';
import { readUncountedBuilds } from './uncounted-builds';
import { parseWeekHour } from './week-hour';

/** A build of the page: what ended has its times, what has not ended or was declined has none. */
interface PageEntry {
  key: BuildKey;
  ended: EndedBuild | null;
  isRerun: boolean;
}

/**
 * One page of builds, newest first: those that have not ended (as long as the range reaches to today, or they are
 * asked for), then those that ended in the range.
 *
 * @throws UnknownRangeError
 */
export async function readBuilds(context: ReaderContext, page: BuildsPage): Promise<BuildsAnswer> {
  const { cursor, limit, status, leftOut, pace, text, branchName, author, weekHour, ...filter } = page;
  const reader = await openReader(context, filter);
  const after = cursor === null ? null : parseCursor(cursor);
  const search = { text, branchName, author, weekHour: parseWeekHour(weekHour) };
  const logins = await findLogins(reader, author);
  const asked = { filter, status, leftOut, pace, search, logins, after, limit: limit + 1 };
  const ended = await findEndedBuilds(context, asked);
  const entries = [
    ...(await findOthers(context, reader, page, asked)),
    ...ended.map(build => ({ key: build.key, ended: build, isRerun: build.isRerun })),
  ]
    .filter(entry => after === null || compareKeys(after, entry.key) < 0)
    .sort((a, b) => compareKeys(a.key, b.key));
  const shown = entries.slice(0, limit);
  const last = shown.at(-1);
  return {
    days: reader.scope.days,
    timeZone: reader.scope.timeZone,
    rows: await toRows(context, reader, shown),
    nextCursor: entries.length > limit && last !== undefined ? formatCursor(last.key) : null,
  };
}

/** What is in no packed week, builds that are under way, declined ones, and those whose times cannot be. */
async function findOthers(
  context: ReaderContext,
  reader: WeekReader,
  page: BuildsPage,
  { after, search, logins }: Pick<EndedPage, 'after' | 'search' | 'logins'>,
): Promise<PageEntry[]> {
  // Nothing is known of how long they take in the end.
  if (page.pace === 'slower') return [];
  const { days, timeZone } = reader.scope;
  const today = calendarDay(createLocalCalendar(timeZone).dayOf(context.now.getTime()));
  const entries: PageEntry[] = [];
  const reachesToday = days.from <= today && today < days.until;
  // What is under way is left out of nothing yet.
  const isOpenAsked = page.leftOut === null;
  if (isOpenAsked && (page.status === 'running' || (page.status === 'all' && reachesToday))) {
    const open = await readOpenBuilds(reader);
    const found = await findAmong(reader, open, search, logins);
    for (const { createdS, repoId, number, isRerun } of open) {
      if (!found.has(repoId, number)) continue;
      entries.push({ key: openKey(createdS, repoId, number), ended: null, isRerun });
    }
  }
  const reason = page.leftOut === null ? null : UNCOUNTED_REASONS.find(each => each === page.leftOut);
  if (reason !== undefined && ['other', 'ended', 'all'].includes(page.status)) {
    const condition = isFound(search, logins, timeZone);
    for (const { key, isRerun } of await readUncountedBuilds(
      reader,
      reason,
      after,
      page.limit + 1,
      condition,
    )) {
      entries.push({ key, ended: null, isRerun });
    }
  }
  return entries;
}

async function toRows(
  context: ReaderContext,
  { book, scope }: WeekReader,
  entries: readonly PageEntry[],
): Promise<BuildRow[]> {
  const { source } = context;
  const facts = await readListedFacts(
    source.pool,
    entries.map(({ key }) => key),
  );
  const ended = entries.flatMap(entry => (entry.ended === null ? [] : [{ ...entry.ended, ...entry.key }]));
  const lost = await lostOfBuilds(source, scope.timeZone, ended);
  const usual = await readUsual(context, ended);
  const lostMs = new Map(ended.map((build, index) => [idOf(build), totalMs(lost[index] ?? null)]));
  return entries.flatMap(({ key, ended: build, isRerun }) => {
    const fact = facts.get(idOf(key));
    if (fact === undefined) return [];
    const services = servicesOfSteps(book, key.repoId, fact.steps);
    const compared = build === null || usual === null ? NOT_COMPARED : compare(build, usual);
    return [toRow(fact, build, { isRerun, services, lostMs: lostMs.get(idOf(key)) ?? null, ...compared })];
  });
}

type Compared = Pick<BuildRow, 'verdict' | 'usualP50Ms' | 'usualP90Ms' | 'usualBuilds'>;

const NOT_COMPARED: Compared = { verdict: null, usualP50Ms: null, usualP90Ms: null, usualBuilds: null };

/** For all builds of a page at once; null: there are none. */
async function readUsual(context: ReaderContext, ended: readonly EndedBuild[]): Promise<UsualWaits | null> {
  if (ended.length === 0) return null;
  const created = ended.map(build => build.createdS);
  const repoIds = ended.map(build => build.key.repoId);
  return UsualWaits.read(context, Math.min(...created), Math.max(...created), repoIds);
}

function compare(build: EndedBuild, usual: UsualWaits): Compared {
  const { n, p50Ms, p90Ms } = usual.of({ ...build, repoId: build.key.repoId });
  return { verdict: verdictOf(build, usual), usualP50Ms: p50Ms, usualP90Ms: p90Ms, usualBuilds: n };
}

function idOf({ repoId, number }: Pick<BuildKey, 'repoId' | 'number'>): string {
  return `${repoId}/${number}`;
}

function totalMs(lost: LostByCause): number | null {
  return lost === null ? null : [...lost.values()].reduce((sum, { lostMs }) => sum + lostMs, 0);
}

/** Of a build in no packed week, just as those are found; null: it is under way. */
function uncountedReason({ oddReason, isOpen, status }: ListedFacts): UncountedReason | null {
  if (oddReason !== null) return oddReason;
  if (isOpen) return null;
  return status === 'declined' ? 'declined' : 'gone';
}

function toRow(
  fact: ListedFacts,
  ended: EndedBuild | null,
  rest: Pick<BuildRow, 'isRerun' | 'services' | 'lostMs'> & Compared,
): BuildRow {
  const { repository, number, event, branch, title, createdAt, startedAt, finishedAt } = fact;
  return {
    repository,
    number,
    services: rest.services,
    status: ended === null ? fact.status : (STATUSES[ended.status] ?? fact.status),
    buildStatus: fact.status,
    event,
    branch,
    title,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    waitMs: ended === null || ended.isUnclear ? null : ended.waitS * 1000,
    queueMs: ended === null || ended.isUnclear ? null : ended.queueS * 1000,
    approvalMs: ended === null || ended.isUnclear ? null : ended.approvalS * 1000,
    exclusionReason: ended === null ? uncountedReason(fact) : ended.exclusionReason,
    isRerun: rest.isRerun,
    lostMs: rest.lostMs,
    ...ciLink(fact),
    verdict: rest.verdict,
    usualP50Ms: rest.usualP50Ms,
    usualP90Ms: rest.usualP90Ms,
    usualBuilds: rest.usualBuilds,
  };
}
