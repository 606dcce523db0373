'use client';

import { type ReactNode, useId } from 'react';
import { StatusMark } from '@/components/charts/status-mark';
import type { BuildStage, BuildStep } from '@/lib/builds/query';
import { formatDuration } from '@/lib/format';
import { describeStep, formatStatus } from './describe-times';
import { layOutStep } from './lay-out-waterfall';
import { RowTooltip } from './row-tooltip';
import { useRowTooltip } from './use-row-tooltip';
import classes from './waterfall.module.css';
import { WaterfallBars } from './waterfall-bars';
import type { WaterfallView } from './waterfall-rows';

interface StepRowProps {
  stage: BuildStage;
  step: BuildStep;
  view: WaterfallView;
  isOpen: boolean;
  onToggle: () => void;
  /** What is inside, shown while it is open. */
  children: ReactNode;
}

/** A step: its bar, and a button that opens what is inside. One that never began has neither. */
export function StepRow({ stage, step, view, isOpen, onToggle, children }: StepRowProps) {
  const { side, events } = useRowTooltip();
  const inside = useId();
  if (step.startMs === null) return <IdleRow step={step} view={view} />;
  const muted = step.detached === true;
  return (
    <>
      <button
        type="button"
        className={classes.row}
        data-kind="step"
        data-row
        aria-expanded={isOpen}
        aria-controls={inside}
        onClick={onToggle}
        {...events}
      >
        <span className={classes.name}>
          <svg className={classes.chevron} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <path d={isOpen ? 'M1.5 3l3.5 4l3.5-4' : 'M3 1.5l4 3.5l-4 3.5'} />
          </svg>
          <StatusMark status={step.status} isSign />
          <span className={classes.hidden}>: </span>
          <span className={classes.label} data-path={step.isOnPath}>
            {step.name}
          </span>
          {muted && <span className={classes.note}>beside the others</span>}
          {step.isOnPath && <span className={classes.hidden}>, on the critical path</span>}
        </span>
        <span className={classes.cell}>
          <WaterfallBars
            row={layOutStep(view.build, stage, step, view.window)}
            marks={view.marks}
            endAt={view.endAt}
            isMuted={muted}
          />
        </span>
        <span className={classes.took}>
          <span className={classes.hidden}>, took </span>
          {step.runMs === null ? 'running' : formatDuration(step.runMs)}
        </span>
        <Usually step={step} />
        {side !== null && (
          <RowTooltip
            side={side}
            title={`${step.name}: ${formatStatus(step.status)}`}
            lines={describeStep(step)}
          />
        )}
      </button>
      <div id={inside} hidden={!isOpen}>
        {isOpen && children}
      </div>
    </>
  );
}

/** p50 and p90 of earlier builds, and a sign where this one is beyond. */
function Usually({ step: { usual, verdict } }: { step: BuildStep }) {
  if (usual.p50Ms === null) return <span className={classes.usually} />;
  const isLong = verdict === 'above-p90';
  return (
    <span className={classes.usually}>
      <span className={classes.hidden}>, </span>
      <span className={classes.usuallyWord}>usually </span>
      {formatDuration(usual.p50Ms)} – {formatDuration(usual.p90Ms)}
      {isLong && (
        <>
          <span className={classes.long} aria-hidden="true">
            ▲
          </span>
          <span className={classes.hidden}>, slower than usual</span>
        </>
      )}
    </span>
  );
}

function IdleRow({ step, view }: { step: BuildStep; view: WaterfallView }) {
  const word = idleWord(step.status);
  return (
    <div className={classes.row} data-kind="idle">
      <span className={classes.name}>
        <span className={classes.chevron} />
        <StatusMark status={step.status} isSign word={word} />
        <span className={classes.label}>{step.name}</span>
      </span>
      <span className={classes.cell}>
        <WaterfallBars
          row={{ bars: [], path: [], usual: { p50: null, p90: null, between: null }, hidden: null }}
          marks={view.marks}
          endAt={view.endAt}
        />
      </span>
      <span className={classes.took}>–</span>
      <span className={classes.usually}>{word}</span>
    </div>
  );
}

/** A step does not wait in a queue of its own: its turn is to come. */
function idleWord(status: BuildStep['status']): string {
  return status === 'pending' || status === 'waiting_on_dependencies' ? 'to come' : formatStatus(status);
}
