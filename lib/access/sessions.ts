import { z } from 'zod';
import { prismaFor } from '@/lib/db/prisma';
import { sql } from '@/lib/db/sql';
import { passedMs } from '@/lib/time/passed';
import { MINUTE_MS } from '@/lib/time/units';
import type { AccessContext } from './access-context';
import { type Scope, scopeSchema } from './role-schemas';
import { hashOf, newApiToken, newSessionSecret, seal } from './secrets';

/** How exactly it is known when somebody was here last. */
const LAST_USE_MS = MINUTE_MS;
/** Several web servers have clocks of their own. */
const CLOCKS_DIFFER_MS = 5 * MINUTE_MS;

const personShape = {
  personId: z.int(),
  way: z.string(),
  login: z.string(),
  name: z.string().nullable(),
  names: z.array(z.string()),
  groups: z.array(z.string()),
  role: z.string().nullable(),
};

const sessionSchema = z.object({
  id: z.int(),
  ...personShape,
  expiresAt: z.date(),
  lastUsedAt: z.date(),
  sealedToken: z.instanceof(Uint8Array).nullable(),
});

const tokenSchema = z.object({
  id: z.int(),
  ...personShape,
  scope: scopeSchema,
  lastUsedAt: z.date().nullable(),
  sealedToken: z.instanceof(Uint8Array).nullable(),
});

export type FoundSession = z.infer<typeof sessionSchema>;
export type FoundToken = z.infer<typeof tokenSchema>;

/**
 * Within which the times of a session lie that has not ended. One that was begun or used while the clock was ahead would
 * outlive the limits once it is right.
 */
export function timesOfOpenSession({ env, now }: Pick<AccessContext, 'env' | 'now'>) {
  const { sessionIdleMs, sessionMaxMs } = env.access;
  const after = (ms: number) => new Date(now.getTime() + ms);
  return {
    expiresAt: { gt: now, lte: after(sessionMaxMs + CLOCKS_DIFFER_MS) },
    lastUsedAt: { gt: after(-sessionIdleMs), lte: after(CLOCKS_DIFFER_MS) },
  };
}

/**
 * @param ciToken of the person, if that is how they signed in: kept encrypted, as long as the session
 * @returns the secret for the browser, which is stored nowhere
 */
export async function beginSession(
  context: AccessContext,
  { personId, ciToken }: { personId: number; ciToken: string | null },
): Promise<string> {
  const { pool, env, now } = context;
  const secret = newSessionSecret();
  const prisma = await prismaFor(pool);
  // What only seems to lie ahead stays: it may be the clock of this machine that is behind.
  const { expiresAt, lastUsedAt } = timesOfOpenSession(context);
  await prisma.accessSession.deleteMany({
    where: { OR: [{ expiresAt: { lte: expiresAt.gt } }, { lastUsedAt: { lte: lastUsedAt.gt } }] },
  });
  await prisma.accessSession.create({
    data: {
      hash: hashOf(secret),
      personId,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + env.access.sessionMaxMs),
      sealedToken: ciToken === null ? null : seal(ciToken, secret),
    },
  });
  return secret;
}

/** Null: nobody began it, or it has ended. */
export async function findSession(context: AccessContext, secret: string): Promise<FoundSession | null> {
  const { pool, now } = context;
  const { expiresAt, lastUsedAt } = timesOfOpenSession(context);
  const { rows } = await pool.query(sql`
    select session.id, session.expires_at as "expiresAt", session.last_used_at as "lastUsedAt",
      session.sealed_token as "sealedToken", person.id as "personId", person.way, person.login, person.name,
      person.names, person.groups, person.role
    from access_session session join access_person person on person.id = session.person_id
    where session.hash = ${hashOf(secret)} and session.expires_at > ${expiresAt.gt} and session.expires_at <= ${expiresAt.lte}
      and session.last_used_at > ${lastUsedAt.gt} and session.last_used_at <= ${lastUsedAt.lte}`);
  if (rows.length === 0) return null;
  const found = sessionSchema.parse(rows[0]);
  if (passedMs(found.lastUsedAt, now) >= LAST_USE_MS) {
    await pool.query(sql`update access_session set last_used_at = ${now} where id = ${found.id}`);
    await pool.query(sql`update access_person set last_seen_at = ${now} where id = ${found.personId}`);
  }
  return found;
}

/** Whether there was one. */
export async function endSession({ pool }: AccessContext, id: number, ofPerson?: number): Promise<boolean> {
  const prisma = await prismaFor(pool);
  const where = ofPerson === undefined ? { id } : { id, personId: ofPerson };
  const { count } = await prisma.accessSession.deleteMany({ where });
  return count > 0;
}

/** @returns the token itself, to be shown once */
export async function makeToken(
  { pool, now }: AccessContext,
  made: { personId: number; name: string; scope: Scope; ciToken: string | null },
): Promise<{ id: number; token: string }> {
  const token = newApiToken();
  const prisma = await prismaFor(pool);
  const { personId, name, scope, ciToken } = made;
  const sealedToken = ciToken === null ? null : seal(ciToken, token);
  const { id } = await prisma.apiToken.create({
    data: { hash: hashOf(token), personId, name, scope, createdAt: now, sealedToken },
  });
  return { id, token };
}

export async function findToken({ pool, now }: AccessContext, token: string): Promise<FoundToken | null> {
  const { rows } = await pool.query(sql`
    select token.id, token.scope, token.last_used_at as "lastUsedAt", token.sealed_token as "sealedToken",
      person.id as "personId", person.way, person.login, person.name, person.names, person.groups, person.role
    from api_token token join access_person person on person.id = token.person_id
    where token.hash = ${hashOf(token)}`);
  if (rows.length === 0) return null;
  const found = tokenSchema.parse(rows[0]);
  if (passedMs(found.lastUsedAt, now) >= LAST_USE_MS) {
    await pool.query(sql`update api_token set last_used_at = ${now} where id = ${found.id}`);
  }
  return found;
}

/** Whether there was one. */
export async function revokeToken({ pool }: AccessContext, id: number, ofPerson?: number): Promise<boolean> {
  const prisma = await prismaFor(pool);
  const where = ofPerson === undefined ? { id } : { id, personId: ofPerson };
  const { count } = await prisma.apiToken.deleteMany({ where });
  return count > 0;
}
