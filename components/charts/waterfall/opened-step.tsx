'use client';

import type { ReactNode } from 'react';
import type { BuildStep } from '@/lib/builds/query';
import { describeCaches, describeGaps } from './describe-inside';
import { SpanRow } from './span-row';
import classes from './waterfall.module.css';
import type { WaterfallView } from './waterfall-rows';

interface OpenedStepProps {
  step: BuildStep;
  view: WaterfallView;
  /** Ways on from here. */
  children: ReactNode;
}

/** What an opened step shows: its commands and layers on the same axis, what was cached, and ways on. */
export function OpenedStep({ step, view, children }: OpenedStepProps) {
  const { inside, error, errorIgnored } = step;
  const lines = [
    ...(error === null || error === '' ? [] : [`The runner says: ${error}`]),
    ...(errorIgnored ? ['Its failure was ignored, as its settings ask for.'] : []),
    ...describeGaps(inside),
    ...describeCaches(inside),
  ];
  return (
    <div className={classes.inside}>
      {inside.spans.length > 0 && (
        <ul className={classes.spans} aria-label={`Commands and layers of ${step.name}`}>
          {inside.spans.map(span => (
            <SpanRow key={span.number} step={step} span={span} view={view} />
          ))}
        </ul>
      )}
      <div className={classes.foot}>
        {lines.map(line => (
          <p key={line} className={classes.line}>
            {line}
          </p>
        ))}
        <div className={classes.actions}>{children}</div>
      </div>
    </div>
  );
}
