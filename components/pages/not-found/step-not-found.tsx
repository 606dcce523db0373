'use client';

import { useQuery } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { decodeNames } from '@/components/layout/page-links';
import { metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';
import { NotFoundPage } from './page-not-found';

const CRUMBS = [{ label: 'Services', href: '/services' }];
const LONG_RANGE = '26w';
const MOST = 15;

/** No step has the names in the address: `/repositories/<namespace>/<name>/steps/<pipeline>/<step>`. */
export function StepNotFound() {
  const segments = usePathname().split('/');
  const [namespace = '', name = '', , pipeline = '', step = ''] =
    decodeNames(segments)?.slice(2) ?? segments.slice(2);
  const repository = `${namespace}/${name}`;
  const { data } = useQuery(metricQuery('steps', { ...ALL_EVENTS, repository, range: LONG_RANGE }));
  const steps = data?.rows ?? [];
  const near = steps.slice(0, MOST).map(row => ({
    label: `${row.pipeline} / ${row.step}`,
    href: pageLinks.step(row.repository, row.pipeline, row.step),
  }));
  return (
    <NotFoundPage
      title={`There is no step ${step} in the pipeline ${pipeline} of ${repository}`}
      crumbs={CRUMBS}
      nearTitle={`Steps of ${repository}:`}
      near={near}
    >
      <li>
        {data !== undefined && steps.length === 0
          ? `No step of the repository ${repository} is known: it may have been renamed.`
          : 'The step, its pipeline or its repository was renamed: what ran before has the old name.'}
      </li>
      <li>No build that has been read holds it.</li>
    </NotFoundPage>
  );
}
