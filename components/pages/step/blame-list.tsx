import type { ReactNode } from 'react';
import { formatCount, formatRatio } from '@/lib/format';
import classes from './spans.module.css';
import { formatSpan, type SpanShare, type StepSpans, shortenCommand, spansToBlame } from './step-spans';

/** What to look at first, in a line each. */
export function BlameList({ sums }: { sums: StepSpans }) {
  const { longest, uncached } = spansToBlame(sums);
  const { firstMiss } = sums;
  const isBoth = longest !== null && longest === uncached;
  return (
    <ul className={classes.blame}>
      {longest !== null && (
        <Line share={longest.share} span={longest}>
          of the step’s time
          {isBoth && `, ${cachedText(longest)}`}
        </Line>
      )}
      {uncached !== null && !isBoth && (
        <Line share={uncached.share} span={uncached}>
          {cachedText(uncached)}
        </Line>
      )}
      {firstMiss !== null && (
        <li>
          <span className={classes.number} />
          <span className={classes.words}>
            first layer to miss, in {formatCount(firstMiss.logs)} of {formatCount(firstMiss.ofLogs)} logs with
            a miss: all after it are built anew
          </span>
          <code className={classes.label} title={firstMiss.label}>
            {firstMiss.label}
          </code>
        </li>
      )}
    </ul>
  );
}

function Line({ share, span, children }: { share: number | null; span: SpanShare; children: ReactNode }) {
  const { label, p50Ms } = span.span;
  return (
    <li>
      <span className={classes.number}>{formatRatio(share)}</span>
      <span className={classes.words}>
        {children} · p50 {formatSpan(p50Ms)}
      </span>
      <code className={classes.label} title={label ?? ''}>
        {label === null ? 'all that are too rare for a line of their own' : shortenCommand(label)}
      </code>
    </li>
  );
}

function cachedText({ hitRatio, tool, span }: SpanShare): string {
  const where = tool === null ? '' : ` of ${tool}`;
  if (hitRatio === 0)
    return tool === null && span.kind === 'layer' ? 'never cached' : `nothing found in the cache${where}`;
  return `${formatRatio(hitRatio)} found in the cache${where}`;
}
