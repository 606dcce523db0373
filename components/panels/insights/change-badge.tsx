'use client';

import Link from 'next/link';
import { useFilterLink } from '@/components/filters/filter-state';
import { formatDay, formatDuration, formatRatio } from '@/lib/format';
import type { Change } from '@/lib/insights/query';
import classes from './insights.module.css';
import { directionOf, mostNotable } from './notable-changes';

interface ChangeBadgeProps {
  changes: readonly Change[];
  /** Whose changes it leads to. */
  of: { service: string } | { repository: string; pipeline: string; step: string };
}

/** Which way something went and since when, where a change stands; leads to it. Nothing where none does. */
export function ChangeBadge({ changes, of }: ChangeBadgeProps) {
  const link = useFilterLink();
  const change = mostNotable(changes);
  if (change === null) return null;
  const { word, tone } = directionOf(change);
  const subject = 'service' in of && change.step !== null ? `${change.step} ` : '';
  const cache = change.kind === 'cache' ? `cache ${word}` : word;
  const when = `${change.isAlarm ? 'on' : 'since'} ${formatDay(change.day)}`;
  const format = change.kind === 'cache' ? formatRatio : formatDuration;
  return (
    <Link
      className={classes.changeBadge}
      href={link('/changes', { ...NO_PLACE, ...of })}
      prefetch={false}
      data-tone={tone}
      title={`${format(change.before)} → ${format(change.after)}${change.isAlarm ? ', the median of that day alone' : ''}`}
    >
      {`${subject}${cache} ${when}`}
      {changes.length > 1 && ` +${changes.length - 1}`}
    </Link>
  );
}

const NO_PLACE = { service: null, repository: null, pipeline: null, step: null };
