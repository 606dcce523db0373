import { NextResponse } from 'next/server';
import { createLogger } from '@/lib/logger';
import { accessContext, accessEnv, isOpen } from './access-context';
import { type Identified, identify } from './identify';
import type { Passage } from './passage';
import { OPEN, PRINCIPAL_HEADER, type Principal, writePrincipal } from './principal';
import { includesRole, type Role } from './role';
import { type FoundRoute, findRoute } from './routes';
import { CiSilentError } from './visible-repos';

/** No folder of `app` has this name, so that Next.js says that nothing is there. */
const NOWHERE = '/nothing-is-here';
const logger = createLogger('error', false);

/** The one place that decides who reaches a page or route (routes.ts says who may). */
export async function checkAccess(passage: Passage): Promise<Response | null> {
  const { request, headers } = passage;
  const found = findRoute(request.nextUrl.pathname, request.method);
  const identified = await identifyFor(found, headers);
  if (identified instanceof Response) return identified;
  const { principal } = identified;
  headers.delete(PRINCIPAL_HEADER);
  if (principal !== null) headers.set(PRINCIPAL_HEADER, writePrincipal(principal));
  return answerTo(passage, found, identified);
}

function answerTo(passage: Passage, found: FoundRoute | null, identified: Identified): Response | null {
  const who = found?.who ?? null;
  if (who === 'public' || who === 'self') return null;
  if (identified.principal === null) return askToSignIn(passage, identified.reason);
  if (found === null) return elsewhere(passage, NOWHERE);
  if (who === null) return refuseMethod(found);
  const { principal } = identified;
  if (!includesRole(principal.role, who)) return refuseRole(passage, who, principal);
  return found?.route.isOfAll === true && principal.isLimited ? refuseLimited(passage) : null;
}

/** Who sends it; an answer where that cannot be told. What is for all is answered even then. */
async function identifyFor(found: FoundRoute | null, headers: Headers): Promise<Identified | Response> {
  if (isOpen(accessEnv())) return { principal: OPEN };
  try {
    return await identify(accessContext(), headers);
  } catch (error) {
    const isForAll = found?.who === 'public' || found?.who === 'self';
    if (isForAll) return { principal: null, reason: 'nobody can be told from anybody else right now' };
    if (error instanceof CiSilentError) return problems(503, error.message);
    logger.error({ err: error }, 'who sends a request cannot be told');
    return problems(503, 'Buildhours cannot tell who you are: its database does not answer');
  }
}

function askToSignIn(passage: Passage, reason: string): Response {
  const { pathname, search } = passage.request.nextUrl;
  if (!isForBrowsers(passage)) {
    return problems(401, `${reason}: send an API token, as in Authorization: Bearer …, or sign in`, {
      'WWW-Authenticate': 'Bearer',
    });
  }
  const next = pathname + search === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  const status = passage.request.method === 'GET' || passage.request.method === 'HEAD' ? 307 : 303;
  return NextResponse.redirect(new URL(`/sign-in${next}`, passage.request.url), status);
}

function refuseRole(passage: Passage, who: Role, { role, via }: Principal): Response {
  if (isForBrowsers(passage)) return elsewhere(passage, '/no-access');
  const whose = via === 'token' ? 'this API token has' : 'you have';
  return problems(403, `this takes the role ${who}, and ${whose} the role ${role}`);
}

function refuseLimited(passage: Passage): Response {
  if (isForBrowsers(passage)) return elsewhere(passage, '/no-access');
  return problems(
    403,
    `this is of the whole organisation, and you see the repositories that ${accessEnv().ciServer.name} lets you see`,
  );
}

function refuseMethod({ methods }: FoundRoute): Response {
  const allowed = ['OPTIONS', ...methods, ...(methods.includes('GET') ? ['HEAD'] : [])];
  return new Response(null, { status: 405, headers: { Allow: allowed.sort().join(', ') } });
}

/** Whether somebody looks at it, rather than a program. */
function isForBrowsers({ request }: Passage): boolean {
  const { pathname } = request.nextUrl;
  return pathname !== '/metrics' && !/^\/api(?:\/|$)/.test(pathname);
}

function elsewhere({ request, headers }: Passage, pathname: string): Response {
  return NextResponse.rewrite(new URL(pathname, request.url), { request: { headers } });
}

function problems(status: number, problem: string, headers: Record<string, string> = {}): Response {
  return Response.json({ problems: [problem] }, { status, headers });
}
