import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret for links of a subscription. */
export function createLinkKey(): string {
  return randomBytes(32).toString('base64url');
}

/** A new secret for messages of a webhook, as Standard Webhooks write them. */
export function createSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** What ends a subscription: its number and a signature that nobody else can make. */
export function unsubscribeToken(id: number, linkKey: string): string {
  return `${id}.${signature(id, linkKey)}`;
}

/** @returns the number of the subscription that the token says it is of; null: it is no token */
export function subscriptionOfToken(token: string): number | null {
  const [, id] = /^([1-9]\d{0,8})\.[\w-]{43}$/.exec(token) ?? [];
  return id === undefined ? null : Number(id);
}

export function isUnsubscribeToken(token: string, id: number, linkKey: string): boolean {
  const [given, expected] = [Buffer.from(token), Buffer.from(unsubscribeToken(id, linkKey))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signature(id: number, linkKey: string): string {
  return createHmac('sha256', linkKey).update(`unsubscribe ${id}`).digest('base64url');
}
