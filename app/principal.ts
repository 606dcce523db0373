import { headers } from 'next/headers';
import { ProblemsError } from '@/app/api/problems';
import { accessContext, accessEnv, isOpen } from '@/lib/access/access-context';
import { OPEN, PRINCIPAL_HEADER, type Principal, readPrincipal } from '@/lib/access/principal';
import { readVisibleRepoIds } from '@/lib/access/visible-repos';

/** Who sends the request that is being answered, as lib/access/check-access.ts told; null: nobody is signed in. */
export async function currentPrincipal(): Promise<Principal | null> {
  if (isOpen(accessEnv())) return OPEN;
  return readPrincipal((await headers()).get(PRINCIPAL_HEADER));
}

/** Ids of the repositories that the sender may see; null: all. */
export async function visibleRepoIds(): Promise<ReadonlySet<number> | null> {
  const principal = await currentPrincipal();
  if (principal === null) return new Set();
  if (!principal.isLimited || principal.person === null) return null;
  return readVisibleRepoIds(accessContext(), principal.person.id);
}

/** @throws ProblemsError 401 */
export async function requirePrincipal(): Promise<Principal> {
  const principal = await currentPrincipal();
  if (principal === null) throw new ProblemsError(401, ['nobody is signed in']);
  return principal;
}
