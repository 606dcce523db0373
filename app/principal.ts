import { headers } from 'next/headers';
import { ProblemsError } from '@/app/api/problems';
import { accessEnv, isOpen } from '@/lib/access/access-context';
import { OPEN, PRINCIPAL_HEADER, type Principal, readPrincipal } from '@/lib/access/principal';

/** Who sends the request that is being answered, as proxy.ts told; null: nobody is signed in. */
export async function currentPrincipal(): Promise<Principal | null> {
  if (isOpen(accessEnv())) return OPEN;
  return readPrincipal((await headers()).get(PRINCIPAL_HEADER));
}

/** @throws ProblemsError 401 */
export async function requirePrincipal(): Promise<Principal> {
  const principal = await currentPrincipal();
  if (principal === null) throw new ProblemsError(401, ['nobody is signed in']);
  return principal;
}
