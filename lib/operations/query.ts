import { queryOptions } from '@tanstack/react-query';
import { readAnswer, sendToApi } from '@/lib/api-client';
import type { Health } from './health';
import type { WaitingProgress } from './progress';
import type { ServersState } from './servers';

export type { Health } from './health';
export type { ImportProgress, WaitingProgress } from './progress';
export type { ServersState } from './servers';
export { describeUndelivered } from './undelivered-words';

const WHILE_MOVING_MS = 3_000;
const OTHERWISE_MS = 30_000;
const SERVERS_EVERY_MS = 5_000;
/** The week that is running is new on every Monday: one week alone is worth no line. */
const WORTH_TELLING_WEEKS = 2;

/** Whether the database answers, and how far the import has come; asked again and again. */
export function healthQuery(read: () => Promise<Health> = fetchHealth) {
  return queryOptions({
    queryKey: ['health'] as const,
    queryFn: read,
    refetchInterval: query => (isMoving(query.state.data) ? WHILE_MOVING_MS : OTHERWISE_MS),
  });
}

/** CI servers and pollers, asked again and again. The server passes a reader that asks the database. */
export function serversQuery(read: () => Promise<ServersState> = fetchServers) {
  return queryOptions({
    queryKey: ['servers'] as const,
    queryFn: read,
    staleTime: SERVERS_EVERY_MS,
    refetchInterval: SERVERS_EVERY_MS,
  });
}

/** Whether builds are still to come. */
export function isImporting({ import: progress }: Health): boolean {
  return progress !== undefined && (progress.buildsToGo > 0 || progress.buildsStored === 0);
}

/** Whether enough figures are still to be recomputed for it to be told. */
export function isRecomputing({ weeksToGo, settingsChanged }: WaitingProgress): boolean {
  return weeksToGo >= WORTH_TELLING_WEEKS || (weeksToGo > 0 && settingsChanged);
}

function isMoving(health: Health | undefined): boolean {
  if (health === undefined) return false;
  return (
    !health.ready || isImporting(health) || (health.waiting !== undefined && isRecomputing(health.waiting))
  );
}

/** That it is not ready is an answer, too. */
async function fetchHealth(): Promise<Health> {
  const response = await fetch('/api/v1/health');
  return response.status === 503 ? response.json() : readAnswer(response);
}

/** Tells where a server is now. @throws Error that says in words why it cannot be done */
export async function moveServer(id: number, url: string): Promise<void> {
  await change('PUT', id, { url });
}

/** Deletes a server with its history. @throws Error that says in words why it cannot be done */
export async function removeServer(id: number): Promise<void> {
  await change('DELETE', id);
}

async function change(method: 'PUT' | 'DELETE', id: number, content?: { url: string }): Promise<void> {
  const result = await sendToApi(method, `/api/v1/servers/${id}`, content);
  if (result.kind !== 'accepted') throw new Error(result.message);
}

async function fetchServers(): Promise<ServersState> {
  return readAnswer(await fetch('/api/v1/servers'));
}
