'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { servicesQuery } from '@/components/filters/names-query';
import { pageLinks } from '@/components/layout/page-links';
import { readNames } from '@/components/layout/read-names';
import { MissingPage } from './missing-page';
import { nearNames } from './near-names';

const CRUMBS = [{ label: 'Teams', href: '/teams' }];

/** No team has the name in the address. */
export function MissingTeam() {
  const segments = usePathname().split('/').slice(2);
  const team = readNames(segments)?.join('/') ?? segments.join('/');
  const { data = [] } = useQuery(servicesQuery);
  const near = nearNames(team, [...new Set(data.map(known => known.team))]);
  return (
    <MissingPage
      title={`There is no team ${team}`}
      crumbs={CRUMBS}
      near={near.map(label => ({ label, href: pageLinks.team(label) }))}
    >
      <li>
        The rules in the <Link href="/settings/services">settings</Link> have given its services to another
        team since the link was made.
      </li>
      <li>None of its builds has been read.</li>
    </MissingPage>
  );
}
