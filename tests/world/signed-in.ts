import type pg from 'pg';
import type { AccessContext } from '@/lib/access/access-context';
import { rememberPerson } from '@/lib/access/people';
import { beginSession } from '@/lib/access/sessions';
import { parseEnv } from '@/lib/env';

/** As the pages that were given these variables decide. */
export function accessContextOf(
  pool: pg.Pool,
  variables: Record<string, string>,
  now = new Date(),
): AccessContext {
  return { pool, env: parseEnv(variables), now };
}

/** Somebody who has just signed in, by one of the ways that are set: their number, and the secret that their browser has of the session. */
export async function signInAs(
  context: AccessContext,
  login: string,
): Promise<{ personId: number; secret: string }> {
  const way = context.env.access.oidc === null ? 'proxy' : 'oidc';
  const { id: personId } = await rememberPerson(context, {
    ...{ way, subject: login, login, name: null, names: [login], groups: [] },
  });
  return { personId, secret: await beginSession(context, { personId, ciToken: null }) };
}
