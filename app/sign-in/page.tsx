import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentPrincipal } from '@/app/principal';
import { SignInPanel } from '@/components/pages/sign-in/sign-in-panel';
import { accessEnv } from '@/lib/access/access-context';
import { nextPath } from '@/lib/access/next-path';
import { SIGN_IN_PROBLEMS } from './sign-in-problem';

export const metadata: Metadata = { title: 'Sign in' };

type Search = Record<string, string | string[] | undefined>;

/** Which ways in there are. Who is in goes on. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const next = nextPath(typeof search.next === 'string' ? search.next : null);
  if ((await currentPrincipal()) !== null) redirect(next);
  const { access, ciServer, ciAddress, ciPublicAddress } = accessEnv();
  const problem = Object.entries(SIGN_IN_PROBLEMS).find(([word]) => word === search.problem)?.[1] ?? null;
  const address = ciPublicAddress ?? ciAddress;
  return (
    <SignInPanel
      ways={{
        oidc: access.oidc?.name ?? null,
        ci: access.byCiToken && address !== null ? { name: ciServer.name, address } : null,
        proxy: access.trustedProxy !== null,
      }}
      next={next}
      problem={problem}
    />
  );
}
