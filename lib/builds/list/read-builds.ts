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
import { type BuildKey, compareKeys, formatCursor, openKey, parseCursor } from './build-key';
import type { BuildRow, BuildsAnswer } from './build-row';
import type { BuildsPage } from './builds-filter';
import { type EndedBuild, findEndedBuilds } from './ended-builds';
import { readUncountedBuilds } from './uncounted-builds';

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
  const { cursor, limit, status, leftOut, ...filter } = page;
  const reader = await openReader(context, filter);
  const after = cursor === null ? null : parseCursor(cursor);
  const ended = await findEndedBuilds(context, { filter, status, leftOut, after, limit: limit + 1 });
  const entries = [
    ...(await findOthers(context, reader, page, after)),
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
  after: BuildKey | null,
): Promise<PageEntry[]> {
  const { days, timeZone } = reader.scope;
  const today = calendarDay(createLocalCalendar(timeZone).dayOf(context.now.getTime()));
  const entries: PageEntry[] = [];
  const reachesToday = days.from <= today && today < days.until;
  // What is under way is left out of nothing yet.
  const isOpenAsked = page.leftOut === null;
  if (isOpenAsked && (page.status === 'running' || (page.status === 'all' && reachesToday))) {
    for (const { createdS, repoId, number, isRerun } of await readOpenBuilds(reader)) {
      entries.push({ key: openKey(createdS, repoId, number), ended: null, isRerun });
    }
  }
  const reason = page.leftOut === null ? null : UNCOUNTED_REASONS.find(each => each === page.leftOut);
  if (reason !== undefined && (page.status === 'other' || page.status === 'all')) {
    for (const { key, isRerun } of await readUncountedBuilds(reader, reason, after, page.limit + 1)) {
      entries.push({ key, ended: null, isRerun });
    }
  }
  return entries;
}

async function toRows(
  { source }: ReaderContext,
  { book, scope }: WeekReader,
  entries: readonly PageEntry[],
): Promise<BuildRow[]> {
  const facts = await readListedFacts(
    source.pool,
    entries.map(({ key }) => key),
  );
  const ended = entries.flatMap(entry => (entry.ended === null ? [] : [{ ...entry.ended, ...entry.key }]));
  const lost = await lostOfBuilds(source, scope.timeZone, ended);
  const lostMs = new Map(ended.map((build, index) => [idOf(build), totalMs(lost[index] ?? null)]));
  return entries.flatMap(({ key, ended: build, isRerun }) => {
    const fact = facts.get(idOf(key));
    if (fact === undefined) return [];
    const services = servicesOfSteps(book, key.repoId, fact.steps);
    return [toRow(fact, build, { isRerun, services, lostMs: lostMs.get(idOf(key)) ?? null })];
  });
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
  rest: Pick<BuildRow, 'isRerun' | 'services' | 'lostMs'>,
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
  };
}
