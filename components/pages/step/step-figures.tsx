'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { changeOnWorkingDay } from '@/components/panels/working-days';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Figure, FigureRow } from '@/components/ui/figure';
import { HelpPopover } from '@/components/ui/help-popover';
import { formatCount, formatDuration, formatHours, formatRatio } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';

/** Of fewer runs, each figure says itself how few they are. */
const LISTED = 30;

/** The step at a glance: the whole range, each figure against the range before it. */
export function StepFigures() {
  const { data } = useSuspenseQuery(metricQuery('steps', useFilter()));
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
        {...(step.n < LISTED ? {} : { note: `${formatCount(step.n)} successful runs` })}
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
        value={formatHours(step.lostMs)}
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

/** Without runs before, there is nothing to compare with. */
function beforeOf({ nBefore, lostBeforeMs }: MetricRows['steps']): number | null {
  return nBefore === 0 && lostBeforeMs === 0 ? null : lostBeforeMs;
}
