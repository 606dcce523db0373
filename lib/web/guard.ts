import type { BlockList } from 'node:net';
import { performance } from 'node:perf_hooks';
import { accessEnv } from '@/lib/access/access-context';
import type { Passage, PassageStep } from '@/lib/access/passage';
import { includesAddress } from '@/lib/access/peer';
import { findRoute } from '@/lib/access/routes';
import { addressList } from '@/lib/access-variables';
import type { Env } from '@/lib/env';
import { DAY_S } from '@/lib/time/units';
import { contentPolicyOf } from './content-policy';
import { isKnownHost } from './known-hosts';
import { RateLimit } from './rate-limit';

/** What a proxy says of the request that it passes on; anybody else could say it too. */
const FORWARDED = [
  'forwarded',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
];
const YEAR_S = 365 * DAY_S;

/** By method and route; the first that fits counts. Two hundred people behind one address have room in the last, and so has Drone. */
const LIMITS = [
  { asked: 'POST /api/v1/session', rate: { burst: 60, perSecond: 0.5 } },
  { asked: null, rate: { burst: 10_000, perSecond: 2000 } },
];

export type GuardOptions = Pick<Env, 'allowedHosts' | 'publicUrl' | 'trustedProxies'>;

/**
 * Lets in what is meant for us and comes at a bearable rate, believes what proxies say where they are named, and lays
 * over every answer what a browser may do with it.
 */
export function createGuard(
  { allowedHosts, publicUrl, trustedProxies }: GuardOptions,
  nowMs: () => number,
): PassageStep {
  const proxies = addressList(trustedProxies);
  const hosts = [...allowedHosts, ...(publicUrl === null ? [] : [new URL(publicUrl).host])];
  const limits = LIMITS.map(({ asked, rate }) => ({ asked, limit: new RateLimit(rate) }));
  return passage => {
    const { method, url, headers, answerHeaders } = passage;
    const peer = passage.peer ?? '';
    const isFromProxy = includesAddress(proxies, peer);
    if (!isFromProxy) for (const name of FORWARDED) headers.delete(name);
    const isTls = listOf(headers.get('x-forwarded-proto'))[0] === 'https';
    setAnswerHeaders(answerHeaders, url.pathname, isTls);
    // Each of several proxies adds the name by which it was asked.
    const forwarded = listOf(headers.get('x-forwarded-host'));
    const unknown = [url.host, ...forwarded].find(host => !isKnownHost(host, hosts));
    if (unknown !== undefined) {
      const problem = `"${unknown}" is no name of these pages: if it should be, add it to ALLOWED_HOSTS, or set PUBLIC_URL`;
      return Response.json({ problems: [problem] }, { status: 421 });
    }
    const who = (isFromProxy ? clientOf(headers.get('x-forwarded-for'), proxies) : null) ?? peer;
    // However it is spelt.
    const route = `${method} ${findRoute(url.pathname, method)?.route.path ?? ''}`;
    const waitS =
      limits.find(({ asked }) => asked === null || asked === route)?.limit.take(who, nowMs()) ?? 0;
    if (waitS === 0) return null;
    const problems = [`too many requests come from ${who}: try again in ${waitS} s`];
    return Response.json({ problems }, { status: 429, headers: { 'Retry-After': String(waitS) } });
  };
}

/** The last address that no proxy of ours has. */
function clientOf(forwardedFor: string | null, proxies: BlockList): string | null {
  return listOf(forwardedFor).findLast(address => !includesAddress(proxies, address)) ?? null;
}

function listOf(header: string | null): string[] {
  return (header ?? '').split(',').flatMap(part => (part.trim() === '' ? [] : [part.trim()]));
}

function setAnswerHeaders(headers: Headers, pathname: string, isTls: boolean): void {
  headers.set('Content-Security-Policy', contentPolicyOf(pathname));
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('X-Frame-Options', 'DENY');
  headers.set('Referrer-Policy', 'same-origin');
  if (isTls) headers.set('Strict-Transport-Security', `max-age=${YEAR_S}`);
}

let made: PassageStep | null = null;

/** The guard of this process, by its environment. */
export function guard(passage: Passage): ReturnType<PassageStep> {
  made ??= createGuard(accessEnv(), () => performance.now());
  return made(passage);
}
