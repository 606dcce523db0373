import { answering } from '@/app/api/answering';
import { ProblemsError } from '@/app/api/problems';
import { readJson } from '@/app/api/read-body';
import { requirePrincipal } from '@/app/principal';
import { tokenDraftSchema } from '@/lib/access/access-answer';
import { type AccessContext, accessContext } from '@/lib/access/access-context';
import { includesRole, SCOPES } from '@/lib/access/role';
import { unseal } from '@/lib/access/secrets';
import { readCookie, sessionCookieName } from '@/lib/access/session-cookie';
import { findSession, makeToken } from '@/lib/access/sessions';

export const dynamic = 'force-dynamic';

/** Makes an API token; the answer is the only one that has it. */
export function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const { person, role, via, credentialId } = await requirePrincipal();
    if (person === null) throw new ProblemsError(409, ['everything is open: the API takes no token']);
    // A token that leaked would otherwise outlive itself.
    if (via === 'token') throw new ProblemsError(403, ['an API token makes no other: sign in']);
    const { name, scope } = await readJson(request, tokenDraftSchema);
    if (!includesRole(role, SCOPES[scope])) {
      throw new ProblemsError(403, [
        `you have the role ${role}: the scope ${scope} takes the role ${SCOPES[scope]}`,
      ]);
    }
    const context = accessContext();
    const ciToken = via === 'session' ? await ciTokenOf(context, request.headers, credentialId) : null;
    return Response.json(await makeToken(context, { personId: person.id, name, scope, ciToken }));
  });
}

/** By which the session was begun; null: by none. */
async function ciTokenOf(
  context: AccessContext,
  headers: Headers,
  sessionId: number | null,
): Promise<string | null> {
  const secret = readCookie(headers, sessionCookieName(context.env));
  if (secret === null) return null;
  const session = await findSession(context, secret);
  if (session === null || session.id !== sessionId || session.sealedToken === null) return null;
  return unseal(session.sealedToken, secret);
}
