'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { invalidateFindings, invalidateInsights } from '@/components/panels/insights/invalidate-insights';
import { Problem } from '@/components/ui/problem';
import { formatCount, formatTimeLeft } from '@/lib/format';
import { type ImportProgress, isImporting } from '@/lib/operations/query';
import { describeWaiting } from './describe-waiting';
import { useHealth } from './health';
import classes from './import-state.module.css';

/** New builds always have some logs to read; only a backlog is worth a line. */
const MANY_LOGS = 1000;

/** How far the history has come, as long as some is missing; new figures are fetched as builds and logs come in. */
export function ImportState() {
  const client = useQueryClient();
  const data = useHealth();
  const state = `${data.import?.buildsStored} ${data.import?.logsToGo} ${data.waiting?.doneFrom}`;
  useOnceItMoves(state, () => {
    for (const first of ['metric', 'builds', 'names']) void client.invalidateQueries({ queryKey: [first] });
  });
  // They speak of days that are over, and take long: every new build need not have them made again.
  const history = `${isImporting(data)} ${data.waiting?.doneFrom}`;
  useOnceItMoves(history, () => void invalidateInsights(client));
  // They are found minutes after the figures that they are made of.
  useOnceItMoves(data.foundAt, () => void invalidateFindings(client));

  const { problem } = data;
  const recomputed = data.waiting === undefined ? null : describeWaiting(data.waiting);
  return (
    <div aria-live="polite">
      {problem !== null && <Problem title="Something needs attention">{problem}</Problem>}
      {data.import !== undefined && isImporting(data) && isAtWork(data.import) && (
        <ImportBar progress={data.import} />
      )}
      {data.import !== undefined && !isImporting(data) && data.import.logsToGo >= MANY_LOGS && (
        <LogsToGo count={data.import.logsToGo} />
      )}
      {recomputed !== null && !isImporting(data) && (
        <div className={classes.line}>
          <p>{recomputed.sentence}</p>
          <p className={classes.details}>
            {recomputed.toGo}
            {data.import?.pollersAtWork === 0 && ' · no poller is at work: npx buildhours start runs one'}
          </p>
        </div>
      )}
    </div>
  );
}

/** Builds are charted as soon as they are in; commands and caches follow with the logs. */
function LogsToGo({ count }: { count: number }) {
  return (
    <div className={classes.line}>
      <p>All builds are in; their logs are being read, newest first.</p>
      <p className={classes.details}>{formatCount(count)} logs to go</p>
    </div>
  );
}

function ImportBar({ progress }: { progress: ImportProgress }) {
  const { buildsStored, buildsToGo, buildsPerSecond, secondsLeft } = progress;
  const total = buildsStored + buildsToGo;
  const details = [
    `${formatCount(buildsStored)} of ${formatCount(total)} builds`,
    ...(buildsPerSecond >= 1 ? [`${formatCount(buildsPerSecond)} a second`] : []),
    ...(secondsLeft === null ? [] : [`${formatTimeLeft(secondsLeft)} left`]),
  ];
  return (
    <div className={classes.bar}>
      <p>
        {total === 0
          ? 'Looking for repositories and builds …'
          : 'The history is coming in, newest builds first.'}
      </p>
      <progress
        className={classes.progress}
        value={buildsStored}
        max={Math.max(total, 1)}
        aria-label="Imported share of the history"
      />
      <p className={classes.details}>{details.join(' · ')}</p>
    </div>
  );
}

/** Without builds and without a poller nothing comes in: the page says what to do. */
function isAtWork({ pollersAtWork, buildsStored }: ImportProgress): boolean {
  return pollersAtWork > 0 || buildsStored > 0;
}

/** Calls `then` when the value is another one than it was, not at first. */
function useOnceItMoves(value: string | null | undefined, then: () => void): void {
  const known = useRef(value);
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    then();
  });
}
