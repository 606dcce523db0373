import { prismaFor } from '@/lib/db/prisma';
import type { AccessAnswer } from './access-answer';
import type { AccessContext } from './access-context';
import type { Principal } from './principal';
import { roleOf } from './role';
import { scopeSchema, setRoleSchema } from './role-schemas';
import { timesOfOpenSession } from './sessions';

/** Who may come in, and who has: all of it for admins, what is one's own for the others. */
export async function readAccess(context: AccessContext, principal: Principal): Promise<AccessAnswer> {
  const { pool, env } = context;
  const { mode, roles, sessionIdleMs } = env.access;
  const { person, role, via, isLimited, credentialId } = principal;
  const answer = { mode, ways: waysOf(env), who: { person, role, via, isLimited } };
  if (person === null) return { ...answer, people: [], sessions: [], tokens: [] };
  const prisma = await prismaFor(pool);
  const isOwn = role === 'admin' ? {} : { personId: person.id };
  const [people, sessions, tokens] = await Promise.all([
    prisma.accessPerson.findMany({
      where: role === 'admin' ? {} : { id: person.id },
      orderBy: { lastSeenAt: 'desc' },
    }),
    prisma.accessSession.findMany({
      where: { ...isOwn, ...timesOfOpenSession(context) },
      include: { person: true },
      orderBy: { lastUsedAt: 'desc' },
    }),
    prisma.apiToken.findMany({ where: isOwn, include: { person: true }, orderBy: { createdAt: 'desc' } }),
  ]);
  return {
    ...answer,
    people: people.map(found => ({
      id: found.id,
      login: found.login,
      name: found.name,
      way: found.way,
      role: roleOf(found, roles),
      setRole: setRoleSchema.nullable().parse(found.role),
      isListedAdmin: roleOf({ ...found, role: null, groups: [] }, roles) === 'admin',
      groups: found.groups,
      lastSeenAt: found.lastSeenAt.toISOString(),
    })),
    sessions: sessions.map(session => ({
      id: session.id,
      login: session.person.login,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.lastUsedAt.toISOString(),
      endsAt: new Date(
        Math.min(session.expiresAt.getTime(), session.lastUsedAt.getTime() + sessionIdleMs),
      ).toISOString(),
      isThis: via === 'session' && session.id === credentialId,
    })),
    tokens: tokens.map(token => ({
      id: token.id,
      login: token.person.login,
      name: token.name,
      scope: scopeSchema.parse(token.scope),
      createdAt: token.createdAt.toISOString(),
      lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    })),
  };
}

/** How people sign in, in words. */
function waysOf({ access, ciServer }: AccessContext['env']): string[] {
  const { oidc, byCiToken, trustedProxy } = access;
  return [
    ...(oidc === null ? [] : [`${oidc.name} (OpenID Connect, ${oidc.issuer.host})`]),
    ...(byCiToken ? [`a personal token of ${ciServer.name}`] : []),
    ...(trustedProxy === null
      ? []
      : [`the header ${trustedProxy.userHeader} of the proxy at ${trustedProxy.addresses.join(', ')}`]),
  ];
}

/** No person of that number. */
export class NoPersonError extends Error {
  constructor(id: number) {
    super(`there is no person ${id}; load the list again`);
    this.name = new.target.name;
  }
}

/** @param role null: as lists and groups say @throws NoPersonError */
export async function setRole({ pool }: AccessContext, id: number, role: string | null): Promise<void> {
  const prisma = await prismaFor(pool);
  const { count } = await prisma.accessPerson.updateMany({ where: { id }, data: { role } });
  if (count === 0) throw new NoPersonError(id);
}
