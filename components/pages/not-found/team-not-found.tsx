'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { servicesQuery } from '@/components/filters/service-pickers';
import { ForRole } from '@/components/layout/access';
import { decodeNames } from '@/components/layout/page-links';
import { pageLinks } from '@/lib/page-links';
import { NotFoundPage } from './page-not-found';
import { similarNames } from './similar-names';

const CRUMBS = [{ label: 'Teams', href: '/teams' }];

/** No team has the name in the address. */
export function TeamNotFound() {
  const segments = usePathname().split('/').slice(2);
  const team = decodeNames(segments)?.join('/') ?? segments.join('/');
  const { data = [] } = useQuery(servicesQuery);
  const near = similarNames(team, [...new Set(data.map(known => known.team))]);
  return (
    <NotFoundPage
      title={`There is no team ${team}`}
      crumbs={CRUMBS}
      near={near.map(label => ({ label, href: pageLinks.team(label) }))}
    >
      <li>
        The rules in the{' '}
        <ForRole takes="editor" isOfAll otherwise="settings">
          <Link href="/settings/services">settings</Link>
        </ForRole>{' '}
        have given its services to another team since the link was made.
      </li>
      <li>None of its builds has been read.</li>
    </NotFoundPage>
  );
}
