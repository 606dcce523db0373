import { createLogger } from '@/lib/logger';
import { accessContext, accessEnv, isOpen } from './access-context';
import { otherSiteOf } from './cross-site';
import { type Identified, identify } from './identify';
import type { Passage, ShownInstead } from './passage';
import { OPEN, PRINCIPAL_HEADER, type Principal, writePrincipal } from './principal';
import { includesRole, type Role } from './role';
import { type FoundRoute, findRoute } from './routes';
import { CiSilentError } from './visible-repos';

/** No folder of `app` has this name, so that Next.js says that nothing is there. */
const NOWHERE = { path: '/nothing-is-here', status: 404 };
/** Says what one's role is, and what it takes. */
const NO_ACCESS = { path: '/no-access', status: 403 };
const READING = ['GET', 'HEAD', 'OPTIONS'];
const logger = createLogger('error', 'json');

/** The one place that decides who reaches a page or route (routes.ts says who may). */
export async function checkAccess(passage: Passage): Promise<Response | ShownInstead | null> {
  const { method, url, headers } = passage;
  const found = findRoute(url.pathname, method);
  const identified = await identifyFor(found, passage);
  if (identified instanceof Response) return identified;
  const { principal } = identified;
  headers.delete(PRINCIPAL_HEADER);
  if (principal !== null) headers.set(PRINCIPAL_HEADER, writePrincipal(principal));
  // A page says who is signed in, and by which session.
  passage.viewer = principal === OPEN ? '' : JSON.stringify(principal);
  return answerTo(passage, found, identified);
}

function answerTo(
  passage: Passage,
  found: FoundRoute | null,
  { principal, ...rest }: Identified,
): Response | ShownInstead | null {
  const who = found?.who ?? null;
  if (who === 'self') return null;
  if (who === 'public') return refuseOtherSite(passage);
  if (principal === null) return askToSignIn(passage, 'reason' in rest ? rest.reason : '');
  if (found === null) return NOWHERE;
  if (who === null) return refuseMethod(passage, found);
  if (!includesRole(principal.role, who)) return refuseRole(passage, who, principal);
  return found.route.isOfAll && principal.isLimited ? refuseLimited(passage) : refuseOtherSite(passage);
}

/** Who sends it; an answer where that cannot be told. What is for all is answered even then. */
async function identifyFor(found: FoundRoute | null, passage: Passage): Promise<Identified | Response> {
  if (isOpen(accessEnv())) return { principal: OPEN };
  try {
    return await identify(accessContext(), passage);
  } catch (error) {
    const isForAll = found?.who === 'public' || found?.who === 'self';
    if (isForAll) return { principal: null, reason: 'nobody can be told from anybody else right now' };
    logger.error({ err: error }, 'who sends a request cannot be told');
    if (error instanceof CiSilentError) return problems(503, error.message);
    return problems(503, 'Buildhours cannot tell who you are: its database does not answer');
  }
}

function askToSignIn(passage: Passage, reason: string): Response {
  const { pathname, search } = passage.url;
  if (!isForBrowsers(passage)) {
    return problems(401, `${reason}: send an API token, as in Authorization: Bearer …, or sign in`, {
      'WWW-Authenticate': 'Bearer',
    });
  }
  const next = pathname + search === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  return new Response(null, { status: 303, headers: { Location: `/sign-in${next}` } });
}

function refuseRole(passage: Passage, takes: Role, { role, via }: Principal): Response | ShownInstead {
  if (isForBrowsers(passage)) return NO_ACCESS;
  const whose = via === 'token' ? 'this API token has' : 'you have';
  return problems(403, `this takes the role ${takes}, and ${whose} the role ${role}`);
}

function refuseLimited(passage: Passage): Response | ShownInstead {
  if (isForBrowsers(passage)) return NO_ACCESS;
  const { name } = accessEnv().ciServer;
  return problems(
    403,
    `this is of the whole organisation, and you see the repositories that ${name} lets you see`,
  );
}

/** What another web site made somebody's browser send may lead here, and write nothing. */
function refuseOtherSite({ method, headers }: Passage): Response | null {
  if (READING.includes(method)) return null;
  const site = otherSiteOf(headers);
  if (site === null) return null;
  return problems(
    403,
    `a page may send this only where it is one of Buildhours itself, and this request comes from ${site}; ` +
      'behind a proxy, let it pass the header Host on unchanged',
  );
}

function refuseMethod({ method }: Passage, found: FoundRoute): Response {
  const allowed = ['OPTIONS', ...found.methods, ...(found.methods.includes('GET') ? ['HEAD'] : [])];
  const methods = allowed.sort().join(', ');
  return problems(405, `${method} is not answered here; what is: ${methods}`, { Allow: methods });
}

/** Whether somebody looks at it, rather than a program. */
function isForBrowsers({ url: { pathname } }: Passage): boolean {
  return pathname !== '/metrics' && !/^\/api(?:\/|$)/.test(pathname);
}

function problems(status: number, problem: string, headers: Record<string, string> = {}): Response {
  return Response.json({ problems: [problem] }, { status, headers });
}
