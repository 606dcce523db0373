import { queryOptions } from '@tanstack/react-query';
import type {
  Optimisation,
  OptimisationDraft,
  OptimisationEdit,
  OptimisationsAnswer,
  OptimisationsSearch,
} from './optimisations/optimisation';

export type {
  Optimisation,
  OptimisationDraft,
  OptimisationEdit,
  OptimisationsSearch,
} from './optimisations/optimisation';

const STALE_MS = 30_000;

/** What is sent is refused: one sentence each, and at which field each lies. */
class RefusedError extends Error {
  constructor(
    readonly status: number,
    readonly problems: readonly string[],
  ) {
    super(problems.join('; '));
    this.name = new.target.name;
  }
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

async function fetchOptimisations(search: OptimisationsSearch): Promise<Optimisation[]> {
  const answer: OptimisationsAnswer = await answerOf(
    await fetch(`/api/v1/optimisations?${searchOf(search)}`),
  );
  return answer.optimisations;
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
  return answerOf(await fetch(address, { method, ...init }));
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return response.json();
  const body: unknown = await response.json().catch(() => null);
  const problems: unknown =
    typeof body === 'object' && body !== null && 'problems' in body ? body.problems : null;
  const sentences = Array.isArray(problems)
    ? problems.map(String)
    : [`the server answered ${response.status}`];
  throw new RefusedError(response.status, sentences);
}
