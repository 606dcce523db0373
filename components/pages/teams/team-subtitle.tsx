'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import { useFilter } from '@/components/filters/filter-context';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

const NO_BREAK = '\u00a0';

/** How large the team of the page is: its services and the people in its builds, as counts, never as names. */
export function TeamSubtitle() {
  return (
    <ErrorBoundary fallback={NO_BREAK}>
      <Suspense fallback={NO_BREAK}>
        <TeamSize />
      </Suspense>
    </ErrorBoundary>
  );
}

function TeamSize() {
  const { data } = useSuspenseQuery(metricQuery('teams', useFilter()));
  const [team] = data.rows;
  if (team === undefined) return 'nothing built in this range';
  const { services, developers } = team;
  const people = developers === 1 ? '1 person' : `${formatCount(developers)} people`;
  return `${formatCount(services)} ${services === 1 ? 'service' : 'services'} · ${people} waited for its builds`;
}
