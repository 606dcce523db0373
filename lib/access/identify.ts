import type { AccessContext } from './access-context';
import type { Passage } from './passage';
import { isTrustedPeer } from './peer';
import { rememberPerson } from './people';
import type { Principal } from './principal';
import { lowerRole, type Role, roleOf, SCOPES } from './role';
import { unseal } from './secrets';
import { readCookie, sessionCookieName } from './session-cookie';
import { endSession, type FoundSession, type FoundToken, findSession, findToken } from './sessions';
import { CiSignInError, readVisibleRepoIds, refreshVisible } from './visible-repos';

/** Who sends a request; else why nobody is taken for its sender, in a sentence. */
export type Identified = { principal: Principal } | { principal: null; reason: string };

const NOBODY = 'nobody is signed in';
const WAY_CLOSED = 'people sign in by another way now';
const LONGEST_HEADER_CHARS = 255;

/**
 * An API token decides alone where one is sent; then what a trusted proxy says, then the session.
 *
 * @throws CiSilentError when the CI server does not say what the person may see
 */
export async function identify(
  context: AccessContext,
  { headers, peer }: Pick<Passage, 'headers' | 'peer'>,
): Promise<Identified> {
  if (context.env.access.mode === 'closed') return nobody('no way to sign in is set');
  const authorization = headers.get('authorization');
  if (authorization !== null && /^bearer /i.test(authorization)) {
    return byToken(context, authorization.slice('bearer '.length).trim());
  }
  const fromProxy = await byProxy(context, headers, peer);
  if (fromProxy !== null) return fromProxy;
  const secret = readCookie(headers, sessionCookieName(context.env));
  return secret === null ? nobody(NOBODY) : bySession(context, secret);
}

async function bySession(context: AccessContext, secret: string): Promise<Identified> {
  const session = await findSession(context, secret);
  if (session === null) return nobody('the session has ended');
  if (!isWayOpen(context, session.way)) return nobody(WAY_CLOSED);
  const role = roleOf(session, context.env.access.roles);
  if (role === null) return nobody(`${session.login} may not use Buildhours`);
  try {
    await refreshLimits(context, session, secret);
  } catch (error) {
    if (!(error instanceof CiSignInError)) throw error;
    await endSession(context, session.id);
    return nobody(error.message);
  }
  return await known(context, session, { via: 'session', role });
}

async function byToken(context: AccessContext, secret: string): Promise<Identified> {
  const token = await findToken(context, secret);
  if (token === null) return nobody('the API token is not known, or was revoked');
  if (!isWayOpen(context, token.way)) return nobody(WAY_CLOSED);
  const role = roleOf(token, context.env.access.roles);
  if (role === null) return nobody(`${token.login}, whose API token this is, may not use Buildhours`);
  try {
    await refreshLimits(context, token, secret);
  } catch (error) {
    if (!(error instanceof CiSignInError)) throw error;
    return nobody(error.message);
  }
  return await known(context, token, { via: 'token', role: lowerRole(role, SCOPES[token.scope]) });
}

/** Null: the request comes from nobody who may say who somebody is, or they say nothing. */
async function byProxy(
  context: AccessContext,
  headers: Headers,
  peer: string | null,
): Promise<Identified | null> {
  const { trustedProxy, roles } = context.env.access;
  if (trustedProxy === null || !isTrustedPeer(trustedProxy, peer)) return null;
  const login = textOf(headers, trustedProxy.userHeader);
  if (login === '') return null;
  if (login.length > LONGEST_HEADER_CHARS) return nobody(`${trustedProxy.userHeader} is too long`);
  const groups = trustedProxy.groupsHeader === null ? '' : textOf(headers, trustedProxy.groupsHeader);
  const person = await rememberFromProxy(context, login, groups);
  const role = roleOf(person, roles);
  if (role === null) return nobody(`${login} may not use Buildhours`);
  return {
    principal: principalOf({ ...person, personId: person.id }, { via: 'proxy', role, credentialId: null }),
  };
}

/** Proxies send what is no ASCII as UTF-8, which Node reads as Latin-1. */
function textOf(headers: Headers, name: string): string {
  return Buffer.from(headers.get(name) ?? '', 'latin1')
    .toString('utf8')
    .trim();
}

interface Remembered {
  person: Awaited<ReturnType<typeof rememberPerson>>;
  groups: string;
  atMs: number;
}

/** What was written of somebody lately need not be written with each request. */
const REMEMBERED_MS = 10_000;
const MOST_REMEMBERED = 1000;

/** Of the process, since Next.js has modules of its own. */
const shared = globalThis as typeof globalThis & { buildhoursRemembered?: Map<string, Remembered> };

function remembered(): Map<string, Remembered> {
  shared.buildhoursRemembered ??= new Map();
  return shared.buildhoursRemembered;
}

async function rememberFromProxy(context: AccessContext, login: string, groups: string) {
  const nowMs = context.now.getTime();
  const before = remembered().get(login);
  if (before !== undefined && before.groups === groups && nowMs - before.atMs < REMEMBERED_MS)
    return before.person;
  const person = await rememberPerson(context, {
    way: 'proxy',
    subject: login,
    login,
    name: null,
    names: [login],
    groups: groups.split(',').flatMap(group => (group.trim() === '' ? [] : [group.trim()])),
  });
  if (remembered().size >= MOST_REMEMBERED) remembered().clear();
  remembered().set(login, { person, groups, atMs: nowMs });
  return person;
}

/** What an admin set for somebody holds with the next request. */
export function forgetRemembered(): void {
  remembered().clear();
}

type Found = FoundSession | FoundToken;

async function refreshLimits(context: AccessContext, found: Found, secret: string): Promise<void> {
  const { sealedToken, personId } = found;
  if (!isOfCi(context, found.way)) return;
  if (sealedToken === null) throw new CiSignInError('sign in again by your personal token');
  await refreshVisible(context, personId, unseal(sealedToken, secret));
}

/** Whether the way by which somebody came in is still one. */
function isWayOpen({ env }: AccessContext, way: string): boolean {
  const { oidc, trustedProxy, byCiToken } = env.access;
  if (way === 'oidc') return oidc !== null;
  if (way === 'proxy') return trustedProxy !== null;
  return byCiToken && way === env.ciServer.kind;
}

function isOfCi({ env }: AccessContext, way: string): boolean {
  return way === env.ciServer.kind;
}

async function known(
  context: AccessContext,
  found: Found,
  { via, role }: { via: 'session' | 'token'; role: Role },
): Promise<Identified> {
  const isLimited =
    isOfCi(context, found.way) && (await readVisibleRepoIds(context, found.personId)) !== null;
  return { principal: { ...principalOf(found, { via, role, credentialId: found.id }), isLimited } };
}

function principalOf(
  { personId, way, login, name, names }: Pick<Found, 'personId' | 'way' | 'login' | 'name' | 'names'>,
  more: Pick<Principal, 'via' | 'role' | 'credentialId'>,
): Principal {
  return { person: { id: personId, way, login, name }, names, isLimited: false, ...more };
}

function nobody(reason: string): Identified {
  return { principal: null, reason };
}
