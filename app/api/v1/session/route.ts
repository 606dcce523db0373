import { answering } from '@/app/api/answering';
import { ProblemsError } from '@/app/api/problems';
import { readJson } from '@/app/api/read-body';
import { currentPrincipal, requirePrincipal } from '@/app/principal';
import { signInSchema, type Who } from '@/lib/access/access-answer';
import { type AccessContext, accessContext, isOpen } from '@/lib/access/access-context';
import { rememberPerson } from '@/lib/access/people';
import { roleOf } from '@/lib/access/role';
import { sessionCookieName, setCookie } from '@/lib/access/session-cookie';
import { beginSession, endSession } from '@/lib/access/sessions';
import { askIdentity, readVisibleRepoIds, refreshVisible } from '@/lib/access/visible-repos';

export const dynamic = 'force-dynamic';

/** Who sends this. */
export function GET(): Promise<Response> {
  return answering(async () => {
    const { person, role, via, isLimited } = await requirePrincipal();
    return Response.json({ person, role, via, isLimited } satisfies Who);
  });
}

/** Signs in by a personal token of the CI server. */
export function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const context = accessContext();
    const { access, ciServer } = context.env;
    if (!access.byCiToken || access.mode !== 'sign-in') {
      throw new ProblemsError(403, [`nobody signs in here by a token of ${ciServer.name}`]);
    }
    const { token } = await readJson(request, signInSchema);
    const who = await signIn(context, token);
    const secret = await beginSession(context, { personId: who.id, ciToken: token });
    const cookie = setCookie(context.env, sessionCookieName(context.env), secret, access.sessionMaxMs);
    const { id, way, login, name, role } = who;
    const isLimited = (await readVisibleRepoIds(context, id)) !== null;
    const answer: Who = { person: { id, way, login, name }, role, via: 'session', isLimited };
    return Response.json(answer, { headers: { 'Set-Cookie': cookie } });
  });
}

/** Signs out: the session ends here and for good. */
export function DELETE(): Promise<Response> {
  return answering(async () => {
    const context = accessContext();
    if (isOpen(context.env)) throw new ProblemsError(404, ['nobody signs in here: everything is open']);
    const principal = await currentPrincipal();
    const isSession = principal?.via === 'session' && principal.credentialId !== null;
    const signedOut = isSession ? await endSession(context, principal.credentialId ?? 0) : false;
    const cookie = setCookie(context.env, sessionCookieName(context.env), '', 0);
    return Response.json({ signedOut }, { headers: { 'Set-Cookie': cookie } });
  });
}

async function signIn(context: AccessContext, token: string) {
  const { login } = await askIdentity(context.env, token);
  const way = context.env.ciServer.kind;
  const person = await rememberPerson(context, {
    way,
    subject: login,
    login,
    name: null,
    names: [login],
    groups: [],
  });
  const role = roleOf(person, context.env.access.roles);
  if (role === null) throw new ProblemsError(403, [`${login} may not use Buildhours: ask one of its admins`]);
  await refreshVisible(context, person.id, token);
  return { ...person, role };
}
