import type pg from 'pg';
import { z } from 'zod';
import { CiHookError } from '@/lib/ci/ci-errors';
import { type CiServer, HOOK_DATE_MS, type HookMessage, type ReadHook } from '@/lib/ci/ci-server';
import { CI_SERVERS, webhookSecretVariable } from '@/lib/ci/registry';
import { sql } from '@/lib/db/sql';

/** Beyond so many of one repository, those of the highest numbers are looked at. */
const BUILDS_HINTED = 50;

/** `off`: nobody set a secret for it; `unsigned`: not signed as it must be, at another time, or sent before. */
type HookRefusal = 'off' | CiHookError['reason'];

/** A message that is not taken; why it is not tells whoever sent it what to do. */
export class HookRefusedError extends Error {
  constructor(
    readonly reason: HookRefusal,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The CI servers of which webhooks can be taken, with the variable that holds the secret. */
export function listHooks(): Array<{ kind: string; name: string; secretVariable: string }> {
  return CI_SERVERS.map(server => ({
    ...{ kind: server.kind, name: server.name },
    secretVariable: webhookSecretVariable(server),
  }));
}

export const hookAnswerSchema = z.object({
  looksAt: z
    .string()
    .nullable()
    .describe('The repository that the poller looks at next; null: the message is about none that is stored'),
});

export type HookAnswer = z.infer<typeof hookAnswerSchema>;

/** Who reads the webhooks of one kind of server, and what they are signed with. */
interface HookReceiver {
  server: CiServer;
  secret: string;
}

/** @throws HookRefusedError when there is no such kind, or nobody set a secret for it */
export function hookReceiverOf(kind: string, secrets: Readonly<Record<string, string>>): HookReceiver {
  const server = CI_SERVERS.find(known => known.kind === kind);
  if (server === undefined)
    throw new HookRefusedError('off', 'no webhook is taken here: no such server is known');
  const secret = secrets[kind];
  if (secret !== undefined) return { server, secret };
  throw new HookRefusedError('off', `no webhook is taken here: ${webhookSecretVariable(server)} is not set`);
}

/**
 * Leaves word of what a webhook told, one row a repository, for the poller that looks within a second. Nothing of the
 * message is stored as fact.
 *
 * @throws HookRefusedError
 */
export async function takeHook(
  pool: pg.Pool,
  receiver: HookReceiver,
  message: HookMessage,
  now: Date,
): Promise<HookAnswer> {
  const { signature, hint } = readHook(receiver, message, now);
  const { rowCount } = await pool.query(sql`
    with old as (
      delete from seen_hook where seen_at < now() - ${4 * HOOK_DATE_MS} * interval '1 millisecond'
    )
    insert into seen_hook (signature) values (${signature}) on conflict do nothing`);
  if (rowCount === 0) {
    throw new HookRefusedError('unsigned', 'this message was taken before: each signature is good for one');
  }
  if (hint === null || hint.build === null) return { looksAt: null };
  const { rowCount: hinted } = await pool.query(sql`
    insert into repo_hint as h (repo_id, numbers)
    select r.id, array[${hint.build}::bigint] from repo r
    where r.drone_id = ${hint.repo.externalId} and r.slug = ${hint.repo.slug} and r.is_current and r.ended_at is null
    order by r.id
    on conflict (repo_id) do update set
      hinted_at = now(),
      numbers = array(
        select distinct n from unnest(h.numbers || excluded.numbers) as n order by n desc limit ${BUILDS_HINTED})`);
  return { looksAt: hinted === 0 ? null : hint.repo.slug };
}

function readHook({ server, secret }: HookReceiver, message: HookMessage, now: Date): ReadHook {
  try {
    return server.readHook(message, secret, now);
  } catch (error) {
    if (!(error instanceof CiHookError)) throw error;
    throw new HookRefusedError(error.reason, error.message);
  }
}
