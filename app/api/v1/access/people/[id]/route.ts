import { answering } from '@/app/api/answering';
import { readJson } from '@/app/api/read-body';
import { readId } from '@/app/api/read-id';
import { personEditSchema } from '@/lib/access/access-answer';
import { accessContext } from '@/lib/access/access-context';
import { forgetRemembered } from '@/lib/access/identify';
import { setRole } from '@/lib/access/read-access';

export const dynamic = 'force-dynamic';

/** Sets what somebody may do; it holds with their next request. */
export function PUT(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const id = await readId(params, 'a person');
    const { role } = await readJson(request, personEditSchema);
    await setRole(accessContext(), id, role);
    forgetRemembered();
    return Response.json({ id });
  });
}
