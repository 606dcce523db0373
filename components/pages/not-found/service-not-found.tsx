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

const CRUMBS = [{ label: 'Services', href: '/services' }];

/** No service has the name in the address. */
export function ServiceNotFound() {
  const segments = usePathname().split('/').slice(2);
  const service = decodeNames(segments)?.join('/') ?? segments.join('/');
  const { data = [] } = useQuery(servicesQuery);
  const near = similarNames(
    service,
    data.map(known => known.service),
  );
  return (
    <NotFoundPage
      title={`There is no service ${service}`}
      crumbs={CRUMBS}
      nearTitle="Services that are written much like it:"
      near={near.map(label => ({ label, href: pageLinks.service(label) }))}
    >
      <li>
        The rules in the{' '}
        <ForRole takes="editor" isOfAll otherwise="settings">
          <Link href="/settings/services">settings</Link>
        </ForRole>{' '}
        have given its steps to another service since the link was made.
      </li>
      <li>Its repository was renamed, or none of its builds has been read.</li>
    </NotFoundPage>
  );
}
