'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Fragment } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { knowsHours } from '@/components/panels/known-hours';
import { LOST_PLACE_NAMES } from '@/components/panels/lost-place-names';
import { formatHours, formatRatio } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';
import classes from './service.module.css';

type Place = MetricRows['lost-places'];

const NAMED = 3;

/** Where the hours of the service go, in a sentence: the places that hold the most of them. */
export function ServiceHours() {
  const { data } = useSuspenseQuery(metricQuery('lost-places', useFilter()));
  const totalMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  if (!knowsHours(data) || totalMs === 0) return null;
  const most = data.rows
    .filter(({ kind, lostMs }) => kind !== 'other steps' && lostMs > 0)
    .sort((a, b) => b.lostMs - a.lostMs)
    .slice(0, NAMED);
  return (
    <p className={classes.hours}>
      Of the {formatHours(totalMs)} lost:{' '}
      {most.map((place, index) => (
        <Fragment key={`${place.kind} ${place.repository} ${place.pipeline} ${place.step}`}>
          {index > 0 && ', '}
          <PlaceName place={place} /> {formatHours(place.lostMs)} ({formatRatio(place.lostMs / totalMs)})
        </Fragment>
      ))}
    </p>
  );
}

function PlaceName({ place: { kind, repository, pipeline, step } }: { place: Place }) {
  const link = useFilterLink();
  if (kind !== 'step') return LOST_PLACE_NAMES[kind];
  if (repository === null || pipeline === null || step === null) return step;
  return (
    <>
      step{' '}
      <Link href={link(pageLinks.step(repository, pipeline, step))} prefetch={false}>
        {step}
      </Link>
    </>
  );
}
