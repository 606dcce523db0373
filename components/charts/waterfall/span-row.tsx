'use client';

import type { BuildStep } from '@/lib/builds/query';
import { formatDuration } from '@/lib/format';
import { formatSpanCache } from './describe-inside';
import { layOutSpan } from './lay-out-waterfall';
import classes from './waterfall.module.css';
import { WaterfallBars } from './waterfall-bars';
import type { WaterfallView } from './waterfall-rows';

interface SpanRowProps {
  step: BuildStep;
  span: BuildStep['inside']['spans'][number];
  view: WaterfallView;
}

/** A command, pull or docker layer inside a step; layers stand below the command that builds them. */
export function SpanRow({ step, span, view }: SpanRowProps) {
  const { kind, label, parent, durationMs } = span;
  return (
    <li className={classes.row} data-kind="span" data-nested={parent !== null}>
      <span className={classes.name}>
        <span className={classes.command} title={label ?? ''}>
          {kind === 'pull' && <span className={classes.note}>pull </span>}
          {label === null ? 'too rare for a name of its own' : <code>{label}</code>}
        </span>
      </span>
      <span className={classes.cell}>
        <WaterfallBars
          row={layOutSpan(step, span, view.window)}
          marks={view.marks}
          endAt={view.endAt}
          isThin={parent === null && kind === 'command'}
        />
      </span>
      <span className={classes.took}>{durationMs === 0 ? '<1s' : formatDuration(durationMs)}</span>
      <span className={classes.usually}>{formatSpanCache(span)}</span>
    </li>
  );
}
