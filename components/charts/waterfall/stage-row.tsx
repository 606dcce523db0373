'use client';

import { StatusMark } from '@/components/charts/status-mark';
import type { BuildStage } from '@/lib/builds/query';
import { formatDuration } from '@/lib/format';
import { describeStage, formatStatus } from './describe-times';
import { layOutStage } from './lay-out-waterfall';
import { RowTooltip } from './row-tooltip';
import { useRowTooltip } from './use-row-tooltip';
import classes from './waterfall.module.css';
import { WaterfallBars } from './waterfall-bars';
import type { WaterfallView } from './waterfall-rows';

/** A stage: how long it waited, and from when to when it ran. */
export function StageRow({ stage, view }: { stage: BuildStage; view: WaterfallView }) {
  const { side, events } = useRowTooltip();
  const { name, status, runMs, queueMs, os, arch, startMs } = stage;
  const platform = [os, arch].filter(part => part !== null).join('/');
  return (
    <div className={classes.row} data-kind="stage" {...events}>
      <span className={classes.name}>
        <StatusMark status={status} isSign />
        <strong className={classes.label}>{name}</strong>
        {platform !== '' && <span className={classes.note}>{platform}</span>}
      </span>
      <span className={classes.cell}>
        <WaterfallBars
          row={layOutStage(view.build, stage, view.window)}
          marks={view.marks}
          endAt={view.endAt}
          isThin
        />
      </span>
      <span className={classes.took}>
        {startMs === null ? '–' : runMs === null ? 'running' : formatDuration(runMs)}
      </span>
      <span className={classes.usually}>
        {startMs === null ? formatStatus(status) : `after ${formatDuration(queueMs)} in the queue`}
      </span>
      {side !== null && (
        <RowTooltip side={side} title={`${name}: ${formatStatus(status)}`} lines={describeStage(stage)} />
      )}
    </div>
  );
}
