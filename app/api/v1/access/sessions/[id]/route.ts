import { answering } from '@/app/api/answering';
import { ProblemsError } from '@/app/api/problems';
import { readId } from '@/app/api/read-id';
import { requirePrincipal } from '@/app/principal';
import { accessContext } from '@/lib/access/access-context';
import { endSession } from '@/lib/access/sessions';

export const dynamic = 'force-dynamic';

/** Ends a session: one's own, or anybody's where an admin asks. */
export function DELETE(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'a session');
    const { person, role } = await requirePrincipal();
    const isEnded = await endSession(accessContext(), id, role === 'admin' ? undefined : person?.id);
    if (!isEnded) throw new ProblemsError(404, [`you have no session ${id}; it may have ended already`]);
    return Response.json({ id });
  });
}
