import type { Metadata } from 'next';
import { currentPrincipal } from '@/app/principal';
import { Notice } from '@/components/layout/notice';

export const metadata: Metadata = { title: 'Not for your role' };

/** Stands in place of a page that takes a higher role (lib/access/check-access.ts leads here). */
export default async function NoAccessPage() {
  const principal = await currentPrincipal();
  if (principal?.isLimited === true) {
    return (
      <Notice title="This page is of the whole organisation">
        <p>
          You signed in by a token, and see the repositories that it may see; what is made of all repositories
          together, such as reports, optimisations and settings, is not shown. Figures, lists and changes are
          those of your repositories.
        </p>
      </Notice>
    );
  }
  return (
    <Notice title="This page takes a higher role">
      <p>
        You have the role {principal?.role ?? 'of nobody'}. An admin of Buildhours can change that under
        Settings, Access, or by the groups of whoever signs you in.
      </p>
    </Notice>
  );
}
