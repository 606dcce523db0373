import type pg from 'pg';
import { z } from 'zod';
import { CiHookError } from '@/lib/ci/ci-errors';
import { HOOK_DATE_MS, type HookMessage, type ReadHook } from '@/lib/ci/ci-server';
import { CI_SERVERS } from '@/lib/ci/registry';
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
  return CI_SERVERS.map(({ kind, name, envPrefix }) => ({
    ...{ kind, name },
    secretVariable: `${envPrefix}_WEBHOOK_SECRET`,
  }));
}

export const hookAnswerSchema = z.object({
  looksAt: z
    .string()
    .nullable()
    .describe('The repository that the poller looks at next; null: the message is about none that is stored'),
});

export type HookAnswer = z.infer<typeof hookAnswerSchema>;

/** What a webhook of this kind of server is signed with. @throws HookRefusedError when nothing is set */
export function hookSecretOf(kind: string, secrets: Readonly<Record<string, string>>): string {
  const known = listHooks().find(hook => hook.kind === kind);
  const secret = known === undefined ? undefined : secrets[known.kind];
  if (secret !== undefined) return secret;
  const advice = known === undefined ? 'no such server is known' : `${known.secretVariable} is not set`;
  throw new HookRefusedError('off', `no webhook is taken here: ${advice}`);
}

/**
 * Leaves word of what a webhook told, one row a repository, for the poller that looks within a second. Nothing of the
 * message is stored as fact.
 *
 * @param kind of the server that sent it, of which there is a secret
 * @throws HookRefusedError
 */
export async function takeHook(
  pool: pg.Pool,
  kind: string,
  secret: string,
  message: HookMessage,
  now: Date,
): Promise<HookAnswer> {
  const { signature, hint } = readHook(kind, secret, message, now);
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
    select r.id, array[${hint.build}::int] from repo r
    where r.drone_id = ${hint.repo.externalId} and r.slug = ${hint.repo.slug} and r.is_current and r.ended_at is null
    order by r.id
    on conflict (repo_id) do update set
      hinted_at = now(),
      numbers = array(
        select distinct n from unnest(h.numbers || excluded.numbers) as n order by n desc limit ${BUILDS_HINTED})`);
  return { looksAt: hinted === 0 ? null : hint.repo.slug };
}

function readHook(kind: string, secret: string, message: HookMessage, now: Date): ReadHook {
  const server = CI_SERVERS.find(known => known.kind === kind);
  if (server === undefined) throw new HookRefusedError('off', 'no webhook is taken here');
  try {
    return server.readHook(message, secret, now);
  } catch (error) {
    if (!(error instanceof CiHookError)) throw error;
    throw new HookRefusedError(error.reason, error.message);
  }
}
