import { answering } from '@/app/api/answering';
import { readSearch } from '@/app/api/read-search';
import { requirePrincipal } from '@/app/principal';
import { accessContext } from '@/lib/access/access-context';
import { readAccess } from '@/lib/access/read-access';
import { noParametersSchema } from '@/lib/builds/parse-search';

export const dynamic = 'force-dynamic';

/** People, sessions and API tokens: all for admins, else one's own. */
export function GET(request: Request): Promise<Response> {
  return answering(async () => {
    readSearch(request, noParametersSchema);
    return Response.json(await readAccess(accessContext(), await requirePrincipal()));
  });
}
