import { answering } from '@/app/api/answering';
import { ProblemsError } from '@/app/api/problems';
import { readId } from '@/app/api/read-id';
import { requirePrincipal } from '@/app/principal';
import { accessContext } from '@/lib/access/access-context';
import { revokeToken } from '@/lib/access/sessions';

export const dynamic = 'force-dynamic';

/** Revokes an API token: one's own, or anybody's where an admin asks. */
export function DELETE(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'an API token');
    const { person, role } = await requirePrincipal();
    const isRevoked = await revokeToken(accessContext(), id, role === 'admin' ? undefined : person?.id);
    if (!isRevoked) throw new ProblemsError(404, [`you have no API token ${id}; it may be revoked already`]);
    return Response.json({ id });
  });
}
