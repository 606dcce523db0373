'use client';

import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { decodeNames } from '@/components/layout/page-links';
import { buildsQuery } from '@/lib/builds/query';
import { pageLinks } from '@/lib/page-links';
import { NotFoundPage } from './page-not-found';

const CRUMBS = [
  { label: 'Services', href: '/services' },
  { label: 'Builds', href: '/builds' },
];
const LONG_RANGE = '1y';
const NEWEST = 3;

/** No build has the number in the address: `/repositories/<namespace>/<name>/builds/<number>`. */
export function BuildNotFound() {
  const segments = usePathname().split('/');
  const [namespace = '', name = '', , number = ''] = decodeNames(segments)?.slice(2) ?? segments.slice(2);
  const repository = `${namespace}/${name}`;
  const { data } = useQuery(
    buildsQuery({ ...ALL_EVENTS, repository, range: LONG_RANGE, status: 'all', leftOut: null }, null),
  );
  const near = (data?.rows ?? [])
    .slice(0, NEWEST)
    .map(row => ({ label: `#${row.number}`, href: pageLinks.build(repository, row.number) }));
  return (
    <NotFoundPage
      title={`There is no build ${number} of ${repository} here`}
      crumbs={CRUMBS}
      near={near}
      nearTitle="Its newest builds:"
    >
      <li>
        {data !== undefined && data.rows.length === 0
          ? `No build of the repository ${repository} is known: it may have been renamed.`
          : 'The CI server had deleted it before it was read here.'}
      </li>
    </NotFoundPage>
  );
}
