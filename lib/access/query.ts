import { queryOptions } from '@tanstack/react-query';
import { readAnswer, type SendResult, sendToApi } from '@/lib/api-client';
import type { AccessAnswer } from './access-answer';

export type { AccessAnswer, Who } from './access-answer';
export { includesRole, type Role, SCOPES } from './role';

const ADDRESS = '/api/v1/access';
const STALE_MS = 10_000;

/** Who may come in, and who has. The server passes a reader that asks the database. */
export function accessQuery(read: () => Promise<AccessAnswer> = fetchAccess) {
  return queryOptions({ queryKey: ['access'] as const, queryFn: read, staleTime: STALE_MS });
}

async function fetchAccess(): Promise<AccessAnswer> {
  return readAnswer(await fetch(ADDRESS));
}

/** By a personal token of the CI server. @throws Error that says why not */
export async function signInByToken(token: string): Promise<void> {
  await accepted(sendToApi('POST', '/api/v1/session', { token }));
}

/** @throws Error that says why not */
export async function signOut(): Promise<void> {
  await accepted(sendToApi('DELETE', '/api/v1/session'));
}

/** @throws Error that says why not */
export async function endOneSession(id: number): Promise<void> {
  await accepted(sendToApi('DELETE', `${ADDRESS}/sessions/${id}`));
}

/** The token itself, which is not shown again. @throws Error that says why not */
export async function makeApiToken(draft: {
  name: string;
  scope: string;
}): Promise<{ id: number; token: string }> {
  return accepted(sendToApi<{ id: number; token: string }>('POST', `${ADDRESS}/tokens`, draft));
}

/** @throws Error that says why not */
export async function revokeApiToken(id: number): Promise<void> {
  await accepted(sendToApi('DELETE', `${ADDRESS}/tokens/${id}`));
}

/** @param role null: as lists and groups say @throws Error that says why not */
export async function setPersonRole(id: number, role: string | null): Promise<void> {
  await accepted(sendToApi('PUT', `${ADDRESS}/people/${id}`, { role }));
}

async function accepted<Answer>(sent: Promise<SendResult<Answer>>): Promise<Answer> {
  const result = await sent;
  if (result.kind !== 'accepted') throw new Error(result.message);
  return result.answer;
}
