import { toSignIn } from '@/app/sign-in/sign-in-problem';
import { accessContext } from '@/lib/access/access-context';
import { nextPath } from '@/lib/access/next-path';
import { beginSignIn, writeAttempt } from '@/lib/access/oidc';
import { attemptCookieName, setCookie } from '@/lib/access/session-cookie';
import { createLogger } from '@/lib/logger';
import { MINUTE_MS } from '@/lib/time/units';
import { originOf } from './origin';

export const dynamic = 'force-dynamic';

const ATTEMPT_MS = 10 * MINUTE_MS;
const logger = createLogger('error', 'json');

/** Leads to the provider. */
export async function GET(request: Request): Promise<Response> {
  const { env, now } = accessContext();
  const next = nextPath(new URL(request.url).searchParams.get('next'));
  const { oidc } = env.access;
  const origin = originOf(env, request);
  if (oidc === null || origin === null) return toSignIn('provider', next);
  try {
    const { location, attempt } = await beginSignIn(oidc, { origin, next, now });
    const cookie = setCookie(env, attemptCookieName(env), writeAttempt(attempt), ATTEMPT_MS);
    return new Response(null, { status: 303, headers: { Location: location.href, 'Set-Cookie': cookie } });
  } catch (error) {
    logger.error({ err: error }, 'the provider of OpenID Connect cannot be asked');
    return toSignIn('provider', next);
  }
}
