'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { NO_FILTER } from '@/components/filters/page-filters';
import { describeLeft } from '@/components/pages/builds/describe-left';
import { runningBuildsQuery } from '@/lib/builds/query';
import classes from './build.module.css';
import type { BuildPlace } from './use-build';

const ASKED_AGAIN_MS = 5_000;

/** When a build under way is expected to end. */
export function TimeLeft({ place: { repository, number } }: { place: BuildPlace }) {
  const { data } = useSuspenseQuery({
    ...runningBuildsQuery({ ...NO_FILTER, repository }),
    refetchInterval: ASKED_AGAIN_MS,
  });
  const running = data.rows.find(row => row.number === number);
  if (running === undefined) return null;
  const { main, basis } = describeLeft(running);
  return (
    <p className={classes.left} aria-live="polite">
      <strong>{main}</strong> <span className={classes.basis}>{basis}</span>
    </p>
  );
}
