import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type FieldProblem, isFieldProblem } from '@/lib/field-problem';
import { type MetricFilter, metricSearch } from '@/lib/metrics/query';
import type { Change, ChangeMark, ChangePoints, ChangesAnswer, ChangesSearch } from './changes/change';
import type { CompareSearch } from './compare/compare-search';
import type { Comparison } from './compare/comparison';
import type { Finding, FixFirstAnswer, FixFirstSearch, SetAside } from './fix-first/finding';
import type {
  Optimisation,
  OptimisationDraft,
  OptimisationEdit,
  OptimisationNote,
  OptimisationsAnswer,
  OptimisationsSearch,
} from './optimisations/optimisation';
import type { Suggestion } from './optimisations/suggestion';
import type { TrendAnswer } from './trend/trend-answer';

export type { Change, ChangePoints, ChangesAnswer, ChangesSearch } from './changes/change';
export { costBasisOf, costOf, sizeOf, subjectOf, whenOf } from './changes/change-words';
export { byCause, NEWS_DAYS, type News, newsOf } from './changes/news';
export type { CompareSearch } from './compare/compare-search';
export type { Comparison } from './compare/comparison';
export {
  describeScope,
  formatPoints,
  formatShift,
  formatShifts,
  formatStep,
  formatWeekly,
} from './effect-words';
export { COMPUTE_EVERY_MS } from './fix-first/compute-every';
export type { Finding, FixFirstAnswer, FixFirstSearch } from './fix-first/finding';
export type {
  Optimisation,
  OptimisationDraft,
  OptimisationEdit,
  OptimisationsSearch,
} from './optimisations/optimisation';
export type { Suggestion } from './optimisations/suggestion';
export {
  FIX_QUESTION,
  lostChangeSentence,
  lostWeekWords,
  noMoverSentence,
  TREND_QUESTION,
  trendBasis,
  trendSentence,
  WAIT_QUESTION,
  waitBasis,
  waitSentence,
  worsePartSentence,
} from './trend/headlines';
export type { TrendAnswer } from './trend/trend-answer';
export { type TrendRow, trendRows } from './trend/trend-rows';

const STALE_MS = 30_000;

/** What is sent is refused: one sentence each, and at which field each lies. Status 0: no answer came. */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly problems: readonly string[],
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(problems.join('; '));
    this.name = new.target.name;
  }
}

/** Is it getting better or worse; nothing else may claim that anything did. By day or by week is the same question. */
export function trendQuery(
  filter: MetricFilter,
  read: (filter: MetricFilter) => Promise<TrendAnswer> = fetchTrend,
) {
  const asked: MetricFilter = { ...filter, bucket: 'auto' };
  return queryOptions({
    queryKey: ['trend', asked] as const,
    queryFn: () => read(asked),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** Changes that were found, the newest first. */
export function changesQuery(
  search: ChangesSearch,
  read: (search: ChangesSearch) => Promise<ChangesAnswer> = fetchChanges,
) {
  return queryOptions({
    queryKey: ['changes', search] as const,
    queryFn: () => read(search),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** The daily points in which a change was found. */
export function changePointsQuery(
  id: string,
  read: (id: string) => Promise<ChangePoints> = fetchChangePoints,
) {
  return queryOptions({
    queryKey: ['change-points', id] as const,
    queryFn: () => read(id),
    staleTime: STALE_MS,
  });
}

/** Keeps what somebody says of a change. @throws RefusedError */
export function markChange(mark: ChangeMark): Promise<Change> {
  return send('PUT', '/api/v1/changes', mark);
}

/** What to fix first. */
export function fixFirstQuery(
  search: FixFirstSearch,
  read: (search: FixFirstSearch) => Promise<FixFirstAnswer> = fetchFixFirst,
) {
  return queryOptions({
    queryKey: ['fix-first', search] as const,
    queryFn: () => read(search),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** Sets a finding aside; without a reason takes that back. @throws RefusedError */
export function setFindingAside(request: SetAside): Promise<Finding> {
  return send('PUT', '/api/v1/fix-first', request);
}

/** Two ranges or two filters side by side. The server passes a reader that asks the packed weeks. */
export function compareQuery(
  search: CompareSearch,
  read: (search: CompareSearch) => Promise<Comparison> = fetchComparison,
) {
  return queryOptions({
    queryKey: ['compare', search] as const,
    queryFn: () => read(search),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** Optimisations whose scope meets the filter. The server passes a reader that asks the database. */
export function optimisationsQuery(
  search: OptimisationsSearch,
  read: (search: OptimisationsSearch) => Promise<Optimisation[]> = fetchOptimisations,
) {
  return queryOptions({
    queryKey: ['optimisations', search] as const,
    queryFn: () => read(search),
    staleTime: STALE_MS,
  });
}

/** What axes of time say of them. The server passes a reader that asks the database. */
export function optimisationNotesQuery(
  search: OptimisationsSearch,
  read: (search: OptimisationsSearch) => Promise<OptimisationNote[]> = fetchNotes,
) {
  return queryOptions({
    queryKey: ['optimisations', 'notes', search] as const,
    queryFn: () => read(search),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** Optimisations that nobody recorded yet. */
export function suggestionsQuery(read: () => Promise<Suggestion[]> = fetchSuggestions) {
  return queryOptions({ queryKey: ['suggestions'] as const, queryFn: read, staleTime: STALE_MS });
}

/** One of them. The server passes a reader that asks the database. */
export function optimisationQuery(
  id: number,
  read: (id: number) => Promise<Optimisation> = async wanted =>
    answerOf(await fetch(`/api/v1/optimisations/${wanted}`)),
) {
  return queryOptions({
    queryKey: ['optimisations', id] as const,
    queryFn: () => read(id),
    staleTime: STALE_MS,
  });
}

/** @throws RefusedError */
export function recordOptimisation(draft: Partial<OptimisationDraft>): Promise<Optimisation> {
  return send('POST', '/api/v1/optimisations', draft);
}

/** @throws RefusedError: 409 where somebody else saved it since it was read */
export function editOptimisation({ id, ...edit }: OptimisationEdit & { id: number }): Promise<Optimisation> {
  return send('PUT', `/api/v1/optimisations/${id}`, edit);
}

/** It can be restored for a week. @throws RefusedError */
export function deleteOptimisation(id: number): Promise<{ id: number }> {
  return send('DELETE', `/api/v1/optimisations/${id}`, null);
}

/** @throws RefusedError */
export function restoreOptimisation(id: number): Promise<Optimisation> {
  return send('POST', `/api/v1/optimisations/${id}/restore`, null);
}

/** Where the API has the same; as CSV too. */
export function trendAddress(filter: MetricFilter): string {
  return `/api/v1/trend?${metricSearch(filter)}`;
}

async function fetchTrend(filter: MetricFilter): Promise<TrendAnswer> {
  return answerOf(await fetch(trendAddress(filter)));
}

async function fetchChanges(search: ChangesSearch): Promise<ChangesAnswer> {
  return answerOf(await fetch(`/api/v1/changes?${searchOf(search)}`));
}

async function fetchChangePoints(id: string): Promise<ChangePoints> {
  return answerOf(await fetch(`/api/v1/changes/points?${searchOf({ id })}`));
}

async function fetchSuggestions(): Promise<Suggestion[]> {
  const answer: { suggestions: Suggestion[] } = await answerOf(
    await fetch('/api/v1/optimisations/suggestions'),
  );
  return answer.suggestions;
}

async function fetchFixFirst(search: FixFirstSearch): Promise<FixFirstAnswer> {
  return answerOf(await fetch(`/api/v1/fix-first?${searchOf(search)}`));
}

async function fetchComparison(search: CompareSearch): Promise<Comparison> {
  return answerOf(await fetch(`/api/v1/compare?${searchOf(search)}`));
}

async function fetchOptimisations(search: OptimisationsSearch): Promise<Optimisation[]> {
  const answer: OptimisationsAnswer = await answerOf(
    await fetch(`/api/v1/optimisations?${searchOf(search)}`),
  );
  return answer.optimisations;
}

async function fetchNotes(search: OptimisationsSearch): Promise<OptimisationNote[]> {
  const answer: { notes: OptimisationNote[] } = await answerOf(
    await fetch(`/api/v1/optimisations/notes?${searchOf(search)}`),
  );
  return answer.notes;
}

/** What is not narrowed is left out. */
function searchOf(search: Readonly<Record<string, string | number | null>>): URLSearchParams {
  const given = Object.entries(search).flatMap(([key, value]) =>
    value === null ? [] : [[key, String(value)]],
  );
  return new URLSearchParams(given);
}

async function send<Answer>(
  method: 'POST' | 'PUT' | 'DELETE',
  address: string,
  body: unknown,
): Promise<Answer> {
  const init =
    body === null ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const response = await fetch(address, { method, ...init }).catch((error: unknown) => {
    if (error instanceof TypeError) throw new RefusedError(0, ['Buildhours does not answer; try again']);
    throw error;
  });
  return answerOf(response);
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return response.json();
  const body: unknown = await response.json().catch(() => null);
  const sentences = listIn(body, 'problems').map(String);
  const fields = listIn(body, 'fields').filter(isFieldProblem);
  throw new RefusedError(
    response.status,
    sentences.length > 0 ? sentences : [`the server answered ${response.status}`],
    fields,
  );
}

function listIn(body: unknown, name: string): unknown[] {
  const list: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  return Array.isArray(list) ? list : [];
}
