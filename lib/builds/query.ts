import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { readAnswer } from '@/lib/api-client';
import { type MetricFilter, metricSearch } from '@/lib/metrics/query';
import type { BuildDetail } from './detail/build-detail';
import type { ListedLogins } from './exclusions';
import type { Found } from './find-by-text';
import type { BuildsAnswer } from './list/build-row';
import type { BuildsFilter } from './list/builds-filter';
import type { RunningBuilds } from './running/running-builds';

export { isFailed, isFinished } from '@/lib/facts/vocabulary';
export type { BuildDetail, BuildStage, BuildStep, WaitedFor } from './detail/build-detail';
export { type BuildPart, buildParts } from './detail/build-parts';
export type { ListedLogins } from './exclusions';
export type { Found } from './find-by-text';
export { LEFT_OUT_REASONS, type LeftOutReason } from './left-out';
export { LEFT_OUT_WORDS } from './left-out-words';
export type { BuildRow, BuildsAnswer } from './list/build-row';
export type { BuildsFilter, Pace, StatusGroup } from './list/builds-filter';
export { parseWeekHour } from './list/week-hour';
export type { RunningBuild, RunningBuilds } from './running/running-builds';

const STALE_MS = 30_000;
const RUNNING_STALE_MS = 5_000;

/**
 * One build. The server passes a reader that asks the database, the browser asks the API; null: there is none.
 *
 * @param slug namespace/name
 */
export function buildQuery(
  slug: string,
  number: number,
  read: (slug: string, number: number) => Promise<BuildDetail | null> = fetchBuild,
) {
  return queryOptions({
    queryKey: ['build', slug, number] as const,
    queryFn: () => read(slug, number),
    staleTime: STALE_MS,
  });
}

/** All builds of the filter of all figures. */
const ALL_BUILDS = {
  status: 'all',
  leftOut: null,
  pace: 'any',
  text: null,
  branchName: null,
  author: null,
  weekHour: null,
} as const;

/** What is not narrowed may be left out. */
type AskedBuilds = MetricFilter & Partial<BuildsFilter>;

/** One page of builds. @param cursor nextCursor of the page before; null: the first page */
export function buildsQuery(
  asked: AskedBuilds,
  cursor: string | null,
  read: (filter: BuildsFilter, cursor: string | null) => Promise<BuildsAnswer> = fetchBuilds,
) {
  const filter: BuildsFilter = { ...ALL_BUILDS, ...asked };
  return queryOptions({
    queryKey: ['builds', filter, cursor] as const,
    queryFn: () => read(filter, cursor),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** What there is of a name, and builds of a number. */
export function findQuery(text: string) {
  return queryOptions({
    queryKey: ['find', text] as const,
    queryFn: async ({ signal }): Promise<Found> =>
      readAnswer(await fetch(`/api/v1/search?${new URLSearchParams({ text })}`, { signal })),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** Builds under way; range and bucket do not matter. */
export function runningBuildsQuery(
  filter: MetricFilter,
  read: (filter: MetricFilter) => Promise<RunningBuilds> = fetchRunningBuilds,
) {
  return queryOptions({
    queryKey: ['running-builds', filter] as const,
    queryFn: () => read(filter),
    staleTime: RUNNING_STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** Who the settings take for whom, and how many builds of the range keep nobody waiting; only the range matters. */
export function loginsQuery(
  filter: MetricFilter,
  read: (filter: MetricFilter) => Promise<ListedLogins> = fetchLogins,
) {
  return queryOptions({
    queryKey: ['logins', filter.range] as const,
    queryFn: () => read(filter),
    staleTime: STALE_MS,
  });
}

/** The query string of a list; pages, API and CSV read the same. What is not narrowed is left out. */
export function buildsSearch(filter: AskedBuilds, cursor: string | null = null): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) if (typeof value === 'string') search.set(key, value);
  if (cursor !== null) search.set('cursor', cursor);
  return search.toString();
}

async function fetchBuild(slug: string, number: number): Promise<BuildDetail | null> {
  const path = slug.split('/').map(encodeURIComponent).join('/');
  const response = await fetch(`/api/v1/repositories/${path}/builds/${number}`);
  return response.status === 404 ? null : readAnswer(response);
}

async function fetchBuilds(filter: BuildsFilter, cursor: string | null): Promise<BuildsAnswer> {
  return readAnswer(await fetch(`/api/v1/builds?${buildsSearch(filter, cursor)}`));
}

async function fetchLogins({ range }: MetricFilter): Promise<ListedLogins> {
  return readAnswer(await fetch(`/api/v1/settings/people?${new URLSearchParams({ range })}`));
}

async function fetchRunningBuilds(filter: MetricFilter): Promise<RunningBuilds> {
  return readAnswer(await fetch(`/api/v1/builds/running?${metricSearch(filter)}`));
}
