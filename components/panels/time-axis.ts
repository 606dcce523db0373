'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import type { TimeAxis } from '@/components/charts/time-axis';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink, useFilterState } from '@/components/filters/filter-state';
import { useSeesAll } from '@/components/layout/access';
import { optimisationNotesQuery } from '@/lib/insights/query';
import type { MetricAnswer } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';
import { bucketName, rangeOfBuckets } from './buckets';
import { scopeOf } from './insights/optimisations-search';

type Answered = Pick<MetricAnswer<unknown>, 'buckets' | 'bucketSize' | 'days'>;

interface TimeAxisOptions {
  /** False: a click does nothing. Else it leads to the builds that finished in the bucket. */
  leadsToBuilds?: boolean;
}

/**
 * The time axis of an answer's chart: dragging sets the range in the address, a click leads to the builds, and the
 * optimisations that concern the page are noted.
 */
export function useTimeAxis(answer: Answered, options: TimeAxisOptions = {}): TimeAxis {
  const { leadsToBuilds = true } = options;
  const { buckets, bucketSize, days } = answer;
  const { page, filter } = useFilterContext();
  // Charts neither wait nor fail for their notes; the server may have drawn them before it knew any.
  const { data } = useQuery(optimisationNotesQuery(scopeOf(filter)));
  const isMounted = useMounted();
  const optimisations = isMounted ? data : undefined;
  const [, setFilters] = useFilterState();
  const router = useRouter();
  const link = useFilterLink();
  const seesAll = useSeesAll();
  const onZoom = useCallback(
    (first: string, last: string) => {
      void setFilters({ range: rangeOfBuckets(first, last, bucketSize, days) });
    },
    [setFilters, bucketSize, days],
  );
  const onPick = useCallback(
    (bucket: string) => {
      const { step: _step, pipeline: _pipeline, ...fixed } = page.fixed ?? {};
      router.push(link('/builds', { ...fixed, range: rangeOfBuckets(bucket, bucket, bucketSize, days) }));
    },
    [router, link, page, bucketSize, days],
  );
  const notes = useMemo(
    () =>
      (optimisations ?? [])
        .filter(({ day }) => day >= (buckets[0] ?? days.from) && day < days.until)
        .map(({ id, title, day }) => ({
          ...{ day, label: title },
          ...(seesAll ? { href: pageLinks.optimisation(id) } : {}),
        })),
    [optimisations, buckets, days, seesAll],
  );
  return useMemo(
    () => ({
      buckets,
      bucketName: bucket => bucketName(bucketSize, bucket),
      onZoom,
      ...(leadsToBuilds ? { onPick } : {}),
      notes,
    }),
    [buckets, bucketSize, onZoom, onPick, leadsToBuilds, notes],
  );
}
