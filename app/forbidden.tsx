import { currentPrincipal } from '@/app/principal';
import { Notice } from '@/components/layout/notice';

/** Stands in place of a page that takes a higher role. */
export default async function Forbidden() {
  const principal = await currentPrincipal();
  return (
    <Notice title="This page takes a higher role">
      <p>
        You have the role {principal?.role ?? 'of nobody'}. An admin of Buildhours can change that under
        Settings, Access, or by the groups of whoever signs you in.
      </p>
    </Notice>
  );
}
