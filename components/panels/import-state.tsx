'use client';

import { Alert, Progress, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { formatCount, formatTimeLeft } from '@/lib/format';
import type { ImportProgress } from '@/lib/metrics/query';
import classes from './import-state.module.css';

export interface Health {
  ready: boolean;
  reason?: string;
  import?: ImportProgress;
}

const WHILE_IMPORTING_MS = 3_000;
const OTHERWISE_MS = 30_000;
/** New builds always have some logs to read; only a backlog is worth a line. */
const MANY_LOGS = 1000;

/** How far the history has come, as long as some is missing; new figures are fetched as builds and logs come in. */
export function ImportState({ initial }: { initial: Health }) {
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['health'],
    queryFn: readHealth,
    initialData: initial,
    refetchInterval: query => (isImporting(query.state.data) ? WHILE_IMPORTING_MS : OTHERWISE_MS),
  });
  const state = `${data.import?.buildsStored} ${data.import?.logsToGo}`;
  const known = useRef(state);
  useEffect(() => {
    if (state === known.current) return;
    known.current = state;
    client.invalidateQueries({ queryKey: ['metric'] });
  }, [client, state]);

  const problem = error?.message ?? data.reason ?? data.import?.lastError ?? null;
  return (
    <div aria-live="polite">
      {problem !== null && (
        <Alert color="red" variant="light" title="Something needs attention" mb="md">
          {problem}
        </Alert>
      )}
      {data.import !== undefined && isImporting(data) && <ImportBar progress={data.import} />}
      {data.import !== undefined && !isImporting(data) && data.import.logsToGo >= MANY_LOGS && (
        <LogsToGo count={data.import.logsToGo} />
      )}
    </div>
  );
}

/** Builds are charted as soon as they are in; commands and caches follow with the logs. */
function LogsToGo({ count }: { count: number }) {
  return (
    <div className={classes.line}>
      <Text size="sm">All builds are in; their logs are being read, newest first.</Text>
      <Text size="xs" c="dimmed">
        {formatCount(count)} logs to go
      </Text>
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
      <Text size="sm">
        {total === 0
          ? 'Looking for repositories and builds …'
          : 'The history is coming in, newest builds first.'}
      </Text>
      <Progress
        value={total === 0 ? 0 : (buildsStored / total) * 100}
        size="sm"
        transitionDuration={0}
        aria-label="Imported share of the history"
      />
      <Text size="xs" c="dimmed">
        {details.join(' · ')}
      </Text>
    </div>
  );
}

function isImporting(health: Health | undefined): boolean {
  const progress = health?.import;
  if (progress === undefined) return false;
  return progress.buildsToGo > 0 || progress.buildsStored === 0;
}

async function readHealth(): Promise<Health> {
  const response = await fetch('/api/v1/health');
  if (!response.ok && response.status !== 503) throw new Error(`the server answered ${response.status}`);
  return response.json();
}
