import { queryOptions } from '@tanstack/react-query';
import { readAnswer, sendToApi } from '@/lib/api-client';
import type { NewSubscription, Subscription, SubscriptionsAnswer } from './subscription';

export type { NewSubscription, Subscription } from './subscription';

const ADDRESS = '/api/v1/subscriptions';
const STALE_MS = 10_000;

/** To whom reports go. The server passes a reader that asks the database. */
export function subscriptionsQuery(read: () => Promise<SubscriptionsAnswer> = fetchSubscriptions) {
  return queryOptions({ queryKey: ['subscriptions'] as const, queryFn: read, staleTime: STALE_MS });
}

async function fetchSubscriptions(): Promise<SubscriptionsAnswer> {
  return readAnswer(await fetch(ADDRESS));
}

/** What a form sends, of a new one or of one that is edited. */
export function saveSubscription(id: number | null, content: object) {
  return id === null
    ? sendToApi<NewSubscription>('POST', ADDRESS, content)
    : sendToApi<Subscription>('PUT', `${ADDRESS}/${id}`, content);
}

/** @throws Error that says why not */
export async function deleteSubscription({ id }: Subscription): Promise<void> {
  await accepted(sendToApi('DELETE', `${ADDRESS}/${id}`));
}

/** @throws Error that says why not */
export async function restoreSubscription(id: number): Promise<void> {
  await accepted(sendToApi('POST', `${ADDRESS}/${id}/restore`));
}

/** @throws Error that says why not */
export async function sendTestMessage(id: number): Promise<void> {
  await accepted(sendToApi('POST', `${ADDRESS}/${id}/test`));
}

async function accepted(sent: ReturnType<typeof sendToApi>): Promise<void> {
  const result = await sent;
  if (result.kind !== 'accepted') throw new Error(result.message);
}
