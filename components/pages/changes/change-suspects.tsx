'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { FilterChange } from '@/components/filters/filter-link';
import { useFilterLink } from '@/components/filters/filter-state';
import classes from '@/components/panels/insights/insights.module.css';
import { formatCount, formatDuration, formatInstant, formatRange, formatRatio } from '@/lib/format';
import { type Change, changePointsQuery } from '@/lib/insights/query';
import { pageLinks } from '@/lib/page-links';
import { ChangePointsChart } from './change-points-chart';
import { likenessOf } from './change-words';

const SUSPECTS_SHOWN = 12;

/** What is different in the logs, and the builds in the range with their commits. */
export function ChangeSuspects({ change, timeZone }: { change: Change; timeZone: string }) {
  const link = useFilterLink();
  const { suspectCount, repository } = change;
  const { data, error } = useQuery(changePointsQuery(change.id));
  if (error !== null)
    return <p className={classes.problem}>What it rests on could not be read: {error.message}.</p>;
  if (data === undefined)
    return (
      <div className={classes.details}>
        <div className={classes.plot} role="status" aria-label="Loading" />
      </div>
    );
  const { logChanges, suspects, hasLogsToGo } = data;
  return (
    <div className={classes.details}>
      {data.points.length > 0 && <ChangePointsChart day={change.day} found={data} />}
      <div>
        <h4>What is different in the logs</h4>
        {logChanges.length === 0 ? (
          <p className={`${classes.line} ${classes.dimmed}`}>
            {hasLogsToGo
              ? 'Nothing yet: logs of this repository are still being read.'
              : 'No command, layer or cache differs in the logs that were read on both sides.'}
          </p>
        ) : (
          <ul className={classes.labels}>
            {logChanges.map(({ kind, text, beforeMs, afterMs, hitRatioBefore, hitRatio }) => (
              <li key={`${kind} ${text} ${beforeMs} ${afterMs}`}>
                <span>{kind}</span> <code>{text}</code>
                <span className={classes.dimmed}>
                  {[
                    ...(beforeMs === null && afterMs === null
                      ? []
                      : [`${formatDuration(beforeMs)} before, ${formatDuration(afterMs)} after`]),
                    ...(hitRatioBefore === null && hitRatio === null
                      ? []
                      : [`${formatRatio(hitRatioBefore)} cached before, ${formatRatio(hitRatio)} after`]),
                  ].join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div>
        <h4>Builds of {formatRange(change.rangeFrom, change.rangeUntil)}, the most probable cause first</h4>
        <ul className={classes.labels}>
          {suspects.slice(0, SUSPECTS_SHOWN).map(({ number, createdAt, commit, title, branch, ...rest }) => (
            <li key={number}>
              <Link href={link(pageLinks.build(repository, number))} prefetch={false}>
                #{number}
              </Link>
              <span>{title ?? 'no commit message'}</span>
              <span className={classes.dimmed}>
                {[
                  ...likenessOf(rest, data.unit),
                  formatInstant(createdAt, timeZone),
                  ...(branch === null ? [] : [branch]),
                  ...(commit === null ? [] : [commit.slice(0, 8)]),
                ].join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        {suspectCount > SUSPECTS_SHOWN && (
          <p className={classes.line}>
            {formatCount(suspectCount)} in all: list{' '}
            <Link href={link('/builds', buildsOf(change, 'push'))} prefetch={false}>
              pushes
            </Link>{' '}
            or{' '}
            <Link href={link('/builds', buildsOf(change, 'pull_request'))} prefetch={false}>
              pull requests
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}

/** Suspects are builds of the whole repository, whatever the page is narrowed to; a list shows one kind of them. */
function buildsOf(
  { repository, rangeFrom, rangeUntil }: Change,
  event: 'push' | 'pull_request',
): FilterChange {
  return {
    ...{ repository, range: `${rangeFrom}..${rangeUntil}`, event },
    ...{ team: null, service: null, pipeline: null, step: null, branch: null },
  };
}
