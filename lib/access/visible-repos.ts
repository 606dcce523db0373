import { z } from 'zod';
import { CiError, CiOptionsError, CiTokenError } from '@/lib/ci/ci-errors';
import type { CiIdentity } from '@/lib/ci/ci-server';
import { createCiClient } from '@/lib/ci/registry';
import { sql } from '@/lib/db/sql';
import type { Env } from '@/lib/env';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import type { AccessContext } from './access-context';
import { hashOf } from './secrets';

/** What the CI server lets somebody see is asked again after so long. */
const ASK_EVERY_MS = HOUR_MS;
/** While the server does not answer, what it said last holds so long and no longer. */
const BELIEVED_MS = 2 * HOUR_MS;
/** A server that did not answer is left alone for so long, while what it said last is believed. */
const TRY_EVERY_MS = MINUTE_MS;
const LOOK_EVERY_MS = 5_000;
const TIMEOUT_MS = 10_000;
const ATTEMPTS = 2;

/** The CI server does not take the token, or its user may not sign in there any longer. */
export class CiSignInError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The CI server does not say whose the token is, or what its user sees. */
export class CiSilentError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

interface Visible {
  externalIds: readonly number[];
  /** An admin of the CI server, whom nothing is hidden from there. */
  isAdmin: boolean;
  /** The hash of the token that asked: what one of a person's tokens may see says nothing of another. */
  by: string;
  askedAtMs: number;
  /** When the server was asked last, whether it answered or not. */
  triedAtMs: number;
  /** Ours, looked up every few seconds, since repositories come. */
  looked: { ids: Promise<ReadonlySet<number> | null>; atMs: number } | null;
}

const shared = globalThis as typeof globalThis & {
  buildhoursVisible?: Map<number, Visible>;
  buildhoursAsking?: Map<string, Promise<Visible>>;
};

function known(): Map<number, Visible> {
  shared.buildhoursVisible ??= new Map();
  return shared.buildhoursVisible;
}

function asking(): Map<string, Promise<Visible>> {
  shared.buildhoursAsking ??= new Map();
  return shared.buildhoursAsking;
}

/**
 * Whose a personal token is.
 *
 * @throws CiSignInError when it is nobody's, or of somebody who is not active there; CiSilentError
 */
export async function askIdentity(env: Env, token: string): Promise<CiIdentity> {
  const identity = await asUser(env, token, client => client.probe());
  if (identity.active) return identity;
  throw new CiSignInError(`${env.ciServer.name} has blocked the user ${identity.login}`);
}

/**
 * Sees to it that what somebody may see is known and not older than an hour.
 *
 * @throws CiSignInError; CiSilentError when the server does not answer, and what it said last is too old
 */
export async function refreshVisible(
  { env, now }: AccessContext,
  personId: number,
  token: string,
): Promise<void> {
  const nowMs = now.getTime();
  const by = Buffer.from(hashOf(token)).toString('hex');
  const last = known().get(personId);
  const before = last?.by === by ? last : null;
  // Either way: the clock may have been put back since, and requests overtake each other.
  const sinceMs = (atMs: number) => Math.abs(nowMs - atMs);
  if (before !== null && sinceMs(before.askedAtMs) < ASK_EVERY_MS) return;
  const isBelieved = before !== null && sinceMs(before.askedAtMs) < BELIEVED_MS;
  if (isBelieved && sinceMs(before.triedAtMs) < TRY_EVERY_MS) return;
  const key = `${personId} ${by}`;
  const asked = asking().get(key) ?? ask(env, { token, by }, nowMs).finally(() => asking().delete(key));
  asking().set(key, asked);
  try {
    known().set(personId, await asked);
  } catch (error) {
    if (error instanceof CiSilentError && isBelieved) {
      known().set(personId, { ...before, triedAtMs: nowMs });
      return;
    }
    if (before !== null) known().delete(personId);
    throw error;
  }
}

/**
 * Ours, of the repositories that the CI server lets somebody see; all epochs of each.
 *
 * @returns null: all that there are
 * @throws CiSilentError when it was not asked yet (`refreshVisible`)
 */
export async function readVisibleRepoIds(
  context: AccessContext,
  personId: number,
): Promise<ReadonlySet<number> | null> {
  const visible = known().get(personId);
  if (visible === undefined) {
    throw new CiSilentError(`what ${context.env.ciServer.name} lets you see is not known`);
  }
  const nowMs = context.now.getTime();
  if (visible.looked === null || Math.abs(nowMs - visible.looked.atMs) >= LOOK_EVERY_MS) {
    const ids = lookUp(context, visible);
    visible.looked = { ids, atMs: nowMs };
    ids.catch(() => {
      visible.looked = null;
    });
  }
  return visible.looked.ids;
}

const seenRow = z.object({ id: z.int(), isOfServer: z.boolean(), isListed: z.boolean() });

async function lookUp(
  { pool, env }: AccessContext,
  { externalIds, isAdmin }: Visible,
): Promise<ReadonlySet<number> | null> {
  const url = env.ciAddress === null ? '' : env.ciServer.parseAddress(env.ciAddress).origin;
  const { rows } = await pool.query(sql`
    select r.id, r.is_of_server as "isOfServer",
      r.is_of_server and r.drone_id = any(${externalIds}::bigint[]) as "isListed"
    from (
      select repo.*, server.kind = ${env.ciServer.kind} and (server.url = ${url}
        or exists (select from server_address a where a.server_id = server.id and a.url = ${url})) as is_of_server
      from repo join server on server.id = repo.server_id
    ) r`);
  const repos = z.array(seenRow).parse(rows);
  // What its server has no longer is in no list; of a server's admin nothing of it is hidden.
  if (isAdmin && repos.every(({ isOfServer }) => isOfServer)) return null;
  return new Set(repos.filter(({ isListed }) => isListed).map(({ id }) => id));
}

async function ask(
  env: Env,
  { token, by }: { token: string; by: string },
  askedAtMs: number,
): Promise<Visible> {
  // A token that was revoked degrades to a guest, whom some servers show their public repositories.
  const { canListAll } = await askIdentity(env, token);
  const externalIds = await asUser(env, token, async client => {
    const ids: number[] = [];
    for await (const { entries } of client.listRepos())
      ids.push(...entries.map(({ externalId }) => externalId));
    return ids;
  });
  return { externalIds, isAdmin: canListAll, by, askedAtMs, triedAtMs: askedAtMs, looked: null };
}

async function asUser<Answer>(
  env: Env,
  token: string,
  work: (client: ReturnType<typeof createCiClient>) => Promise<Answer>,
): Promise<Answer> {
  const { ciServer, ciAddress, ciProxy, ciCaFile } = env;
  if (ciAddress === null) throw new CiSilentError(`no ${ciServer.name} server is named`);
  let client: ReturnType<typeof createCiClient>;
  try {
    client = createCiClient({
      kind: ciServer.kind,
      server: ciAddress,
      token,
      proxy: ciProxy.proxy,
      caFile: ciCaFile,
      requestTimeoutMs: TIMEOUT_MS,
      maxAttempts: ATTEMPTS,
    });
  } catch (error) {
    if (error instanceof CiOptionsError) throw new CiSignInError(error.message);
    throw error;
  }
  try {
    return await work(client);
  } catch (error) {
    if (error instanceof CiTokenError) throw new CiSignInError(`${ciServer.name} does not know this token`);
    if (error instanceof CiError) {
      throw new CiSilentError(`${ciServer.name} does not answer as it should; try again later`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    client.close();
  }
}
