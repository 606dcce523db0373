import type { Env } from '@/lib/env';
import { SECOND_MS } from '@/lib/time/units';
import { isBehindTls } from './access-context';

/** With this start browsers take it from this very host alone, and by https alone. */
const OF_THIS_HOST = '__Host-';

export function sessionCookieName(env: Env): string {
  return `${isBehindTls(env) ? OF_THIS_HOST : ''}buildhours`;
}

/** What the way through a provider needs when it leads back. */
export function attemptCookieName(env: Env): string {
  return `${isBehindTls(env) ? OF_THIS_HOST : ''}buildhours-sign-in`;
}

/** @param lifeMs 0 takes it back */
export function setCookie(env: Env, name: string, value: string, lifeMs: number): string {
  const parts = [`${name}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${lifeMs / SECOND_MS}`];
  return [...parts, ...(isBehindTls(env) ? ['Secure'] : [])].join('; ');
}

/** The first of that name; null: none came. */
export function readCookie(headers: Headers, name: string): string | null {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [key = '', ...value] = part.split('=');
    if (key.trim() === name) return value.join('=').trim();
  }
  return null;
}
