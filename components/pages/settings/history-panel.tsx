'use client';

import { useHealth } from '@/components/layout/health';
import { Figure, FigureRow } from '@/components/ui/figure';
import { formatCount, formatDay, formatTimeLeft } from '@/lib/format';
import type { ImportProgress, WaitingProgress } from '@/lib/operations/query';
import { keptWords } from './kept-words';

/** How far the history of all servers has come, and the figures that are made of it. */
export function HistoryPanel() {
  const { import: progress, waiting, timeZone = 'UTC' } = useHealth();
  if (progress === undefined) return null;
  const { buildsStored, buildsToGo, logsToGo, reposDone, reposTotal } = progress;
  return (
    <FigureRow count={4}>
      <Figure
        name="Builds stored"
        value={formatCount(buildsStored)}
        note={
          reposTotal === 0
            ? 'no repository is known yet'
            : `${formatCount(reposDone)} of ${formatCount(reposTotal)} repositories complete`
        }
      />
      <Figure name="Builds to go" value={formatCount(buildsToGo)} note={paceOf(progress, timeZone)} />
      <Figure name="Logs to go" value={formatCount(logsToGo)} note={logsOf(progress)} />
      <Figure name="Hours lost computed" {...computedOf(waiting)} />
    </FigureRow>
  );
}

function logsOf({ buildsStored, logsToGo }: ImportProgress): string {
  if (logsToGo > 0) return 'commands and caches follow, newest first';
  return buildsStored === 0 ? 'they come with the builds' : 'commands and caches are complete';
}

function paceOf(
  { buildsStored, buildsToGo, buildsPerSecond, secondsLeft, servers }: ImportProgress,
  timeZone: string,
): string {
  if (buildsToGo === 0 && buildsStored === 0) return 'none is known yet';
  if (buildsToGo === 0) return keptWords(servers, timeZone);
  const rate = `${buildsPerSecond.toFixed(buildsPerSecond < 10 ? 1 : 0)} a second`;
  return secondsLeft === null ? `${rate}: nothing moves` : `${rate}, ${formatTimeLeft(secondsLeft)} left`;
}

/** By the present settings: back to which day, and how much is to go. */
function computedOf(waiting: WaitingProgress | undefined): { value: string; note: string } {
  if (waiting === undefined) return { value: '–', note: 'the settings cannot be understood' };
  const { weeks, weeksToGo, doneFrom, weeksInOtherZone } = waiting;
  if (weeks === 0) return { value: '–', note: 'no week has builds yet' };
  const value = doneFrom === null ? 'not yet' : `back to ${formatDay(doneFrom, true)}`;
  if (weeksToGo === 0) return { value, note: `all ${formatCount(weeks)} weeks, by the present settings` };
  const zone = weeksInOtherZone === 0 ? '' : `; days of ${formatCount(weeksInOtherZone)} by another clock`;
  return { value, note: `${formatCount(weeksToGo)} of ${formatCount(weeks)} weeks to be recomputed${zone}` };
}
