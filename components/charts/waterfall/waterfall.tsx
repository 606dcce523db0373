'use client';

import { Fragment, type ReactNode, useRef } from 'react';
import type { BuildDetail, BuildStage, BuildStep } from '@/lib/builds/query';
import { formatCount } from '@/lib/format';
import { waterfallAxis } from './axis-marks';
import { describeBuild } from './describe-times';
import { foldStages } from './folded-stages';
import { OpenedStep } from './opened-step';
import { StageRow } from './stage-row';
import { StepRow } from './step-row';
import { chooseWindow, placeInstant, renderZoom } from './time-window';
import { useTimeBrush } from './use-time-brush';
import classes from './waterfall.module.css';
import { WaterfallAxis } from './waterfall-axis';
import { WaterfallLegend } from './waterfall-legend';
import { WaterfallPatterns } from './waterfall-patterns';
import { walkRows } from './waterfall-rows';
import { WaterfallZoom } from './waterfall-zoom';

interface WaterfallProps {
  build: BuildDetail;
  /** Steps that are open, as `stage.step` by their numbers. */
  open: readonly string[];
  onToggle: (step: string) => void;
  /** Whether all stages are drawn, however many. */
  isUnfolded: boolean;
  onUnfold: () => void;
  /** As `chooseWindow` reads it. */
  zoom: string | null;
  onZoom: (zoom: string | null) => void;
  /** Ways on from an opened step, such as its log. */
  actions: (stage: BuildStage, step: BuildStep) => ReactNode;
}

/** Stages and their steps as rows, time from left to right; a step opens into its commands and layers. */
export function Waterfall(props: WaterfallProps) {
  const { build, open, onToggle, isUnfolded, onUnfold, zoom, onZoom, actions } = props;
  const stages = isUnfolded ? build.stages : foldStages(build.stages, open);
  const folded = build.stages.length - stages.length;
  const axis = useRef<SVGSVGElement>(null);
  const window = chooseWindow(build, zoom);
  const { marks, baseMs } = waterfallAxis(window);
  const view = { build, window, marks, endAt: placeInstant(build.elapsedMs, window) };
  const brush = useTimeBrush(axis, window, onZoom);
  return (
    <figure className={classes.figure} aria-label={describeBuild(build)}>
      <WaterfallPatterns />
      <WaterfallZoom build={build} zoom={zoom} window={window} onZoom={onZoom} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows inside are the controls; this adds arrow keys and dragging to them */}
      <div className={classes.rows} onKeyDown={walkRows} {...brush.events}>
        <WaterfallAxis ref={axis} view={view} baseMs={baseMs} />
        {stages.map(stage => (
          <Fragment key={stage.number}>
            <StageRow stage={stage} view={view} />
            {stage.steps.map(step => {
              const key = `${stage.number}.${step.number}`;
              return (
                <StepRow
                  key={key}
                  stage={stage}
                  step={step}
                  view={view}
                  isOpen={open.includes(key)}
                  onToggle={() => onToggle(key)}
                >
                  <OpenedStep step={step} view={view}>
                    {actions(stage, step)}
                    <ZoomToStep step={step} elapsedMs={build.elapsedMs} onZoom={onZoom} />
                  </OpenedStep>
                </StepRow>
              );
            })}
          </Fragment>
        ))}
        {folded > 0 && (
          <button type="button" className={classes.fold} data-row onClick={onUnfold}>
            {formatCount(folded)} more stages
          </button>
        )}
        {brush.marked !== null && <div className={classes.marked} style={brush.marked} />}
      </div>
      <figcaption>
        <WaterfallLegend build={build} />
      </figcaption>
    </figure>
  );
}

function ZoomToStep(props: { step: BuildStep; elapsedMs: number; onZoom: (zoom: string) => void }) {
  const { step, elapsedMs, onZoom } = props;
  const { startMs } = step;
  if (startMs === null) return null;
  return (
    <button
      type="button"
      className={classes.plain}
      onClick={() => onZoom(renderZoom({ fromMs: startMs, untilMs: step.stopMs ?? elapsedMs }))}
    >
      Show only its time
    </button>
  );
}
