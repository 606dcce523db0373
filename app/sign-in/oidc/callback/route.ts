import { toSignIn } from '@/app/sign-in/sign-in-problem';
import { type AccessContext, accessContext } from '@/lib/access/access-context';
import { nextPath } from '@/lib/access/next-path';
import { endSignIn, readAttempt, type SignInAttempt } from '@/lib/access/oidc';
import { rememberPerson } from '@/lib/access/people';
import { roleOf } from '@/lib/access/role';
import { attemptCookieName, readCookie, sessionCookieName, setCookie } from '@/lib/access/session-cookie';
import { beginSession } from '@/lib/access/sessions';
import { createLogger } from '@/lib/logger';
import { originOf } from '../origin';

export const dynamic = 'force-dynamic';

const logger = createLogger('error', 'json');

/** Where the provider leads people back to: it is believed where its answer is one to what this browser began. */
export async function GET(request: Request): Promise<Response> {
  const context = accessContext();
  const { env } = context;
  const attempt = readAttempt(readCookie(request.headers, attemptCookieName(env)));
  const answer = await answerTo(context, request, attempt);
  answer.headers.append('Set-Cookie', setCookie(env, attemptCookieName(env), '', 0));
  return answer;
}

async function answerTo(
  context: AccessContext,
  request: Request,
  attempt: SignInAttempt | null,
): Promise<Response> {
  const { env, now } = context;
  const { search, searchParams } = new URL(request.url);
  const next = nextPath(attempt?.next);
  const origin = originOf(env, request);
  const { oidc, roles, sessionMaxMs } = env.access;
  if (oidc === null || origin === null) return toSignIn('provider', next);
  if (attempt === null || searchParams.get('state') !== attempt.state) return toSignIn('expired', next);
  if (searchParams.has('error')) return toSignIn('refused', next);
  try {
    const signedIn = await endSignIn(oidc, { origin, search, attempt, now });
    const person = await rememberPerson(context, signedIn);
    if (roleOf(person, roles) === null) return toSignIn('stranger', next);
    const secret = await beginSession(context, { personId: person.id, ciToken: null });
    const cookie = setCookie(env, sessionCookieName(env), secret, sessionMaxMs);
    return new Response(null, { status: 303, headers: { Location: next, 'Set-Cookie': cookie } });
  } catch (error) {
    logger.error({ err: error }, 'somebody came back from the provider, and could not be signed in');
    return toSignIn('provider', next);
  }
}
