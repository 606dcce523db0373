'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { changesOfPlace } from '@/components/panels/insights/changes-of-place';
import { formatLost } from '@/components/panels/known-hours';
import { changeOnWorkingDay } from '@/components/panels/working-days';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Figure, FigureRow } from '@/components/ui/figure';
import { HelpPopover } from '@/components/ui/help-popover';
import { formatCount, formatDay, formatDuration, formatHours, formatRatio } from '@/lib/format';
import { type Change, changesQuery } from '@/lib/insights/query';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { headlineOf } from './headline-words';

/** Of fewer runs, each figure says itself how few they are. */
const LISTED = 30;

/** The step at a glance: the whole range, each figure against the range before it. */
export function StepFigures() {
  const filter = useFilter();
  const [{ data: known }, { data }] = useSuspenseQueries({
    queries: [changesQuery(changesOfPlace(filter, null)), metricQuery('steps', filter)],
  });
  const [step] = data.rows;
  if (step === undefined) return <EmptyRange title="At a glance" what="run of this step" />;
  const runs = { count: step.n, name: 'runs' };
  return (
    <FigureRow count={6}>
      <Figure
        name="Run, p50"
        value={formatDuration(step.p50Ms)}
        n={runs}
        change={{ now: step.p50Ms, before: step.p50BeforeMs, format: formatDuration }}
        note={noteOf(step.n, headlineOf(known.changes, data.days).change)}
      >
        <HelpPopover text={data.definition} of="these figures" />
      </Figure>
      <Figure
        name="Run, p90"
        value={formatDuration(step.p90Ms)}
        n={runs}
        change={{ now: step.p90Ms, before: step.p90BeforeMs, format: formatDuration }}
      />
      <Figure
        name="Hours lost"
        value={formatLost(data, step.lostMs)}
        change={changeOnWorkingDay([step.lostMs, beforeOf(step)], data, formatHours)}
        note="while it held builds up"
      />
      <Figure
        name="On the critical path"
        value={formatRatio(step.onPathRatio)}
        n={runs}
        note="of its successful runs"
      />
      <Figure
        name="Exclusive time, p50"
        value={formatDuration(step.exclusiveP50Ms)}
        n={runs}
        note="sooner without the step"
      />
      <Figure name="Failed" value={formatRatio(step.failedRatio)} note="of the runs that were not killed" />
    </FigureRow>
  );
}

/** A range holds days before its change: the figure since then stands beside that of all of it. */
function noteOf(n: number, change: Change | null) {
  const runs = n < LISTED ? [] : [`${formatCount(n)} successful runs`];
  const since =
    change === null || change.isAlarm
      ? []
      : [`typically ${formatDuration(change.after)} since ${formatDay(change.day)}`];
  return [...since, ...runs].map(text => <div key={text}>{text}</div>);
}

/** Without runs before, there is nothing to compare with. */
function beforeOf({ nBefore, lostBeforeMs }: MetricRows['steps']): number | null {
  return nBefore === 0 && lostBeforeMs === 0 ? null : lostBeforeMs;
}
