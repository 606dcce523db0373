'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { servicesQuery } from '@/components/filters/names-query';
import { pageLinks } from '@/components/layout/page-links';
import { readNames } from '@/components/layout/read-names';
import { MissingPage } from './missing-page';
import { nearNames } from './near-names';

const CRUMBS = [{ label: 'Services', href: '/services' }];

/** No service has the name in the address. */
export function MissingService() {
  const segments = usePathname().split('/').slice(2);
  const service = readNames(segments)?.join('/') ?? segments.join('/');
  const { data = [] } = useQuery(servicesQuery);
  const near = nearNames(
    service,
    data.map(known => known.service),
  );
  return (
    <MissingPage
      title={`There is no service ${service}`}
      crumbs={CRUMBS}
      nearTitle="Services that are written much like it:"
      near={near.map(label => ({ label, href: pageLinks.service(label) }))}
    >
      <li>
        The rules in the <Link href="/settings/services">settings</Link> have given its steps to another
        service since the link was made.
      </li>
      <li>Its repository was renamed, or none of its builds has been read.</li>
    </MissingPage>
  );
}
