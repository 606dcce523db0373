'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { reportAddress } from '@/lib/reports/query';
import { NotFoundPage } from './page-not-found';

const CRUMBS = [{ label: 'Reports', href: '/reports' }];

/** No report is of the week, team and revision in the address. */
export function ReportNotFound() {
  const week = usePathname().split('/')[2] ?? '';
  const team = useSearchParams().get('team');
  return (
    <NotFoundPage
      title={`There is no such report of ${week}${team === null ? '' : ` for team ${team}`}`}
      crumbs={CRUMBS}
      near={[{ label: 'This week so far', href: reportAddress('next', null) }]}
    >
      <li>The week is not over, or not wholly imported yet: its report follows in the background.</li>
      <li>It lies before the weeks that have a report, or the team had no services then.</li>
    </NotFoundPage>
  );
}
