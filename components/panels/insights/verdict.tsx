import type { ReactNode } from 'react';
import type { Comparison } from '@/lib/insights/query';
import { describeBasis, describeLimits, type Tone, verdictOf } from './effect-words';
import classes from './insights.module.css';

/** Words that may be coloured: only where an interval excludes no change. */
export function Toned({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.toned} data-tone={tone}>
      {children}
    </span>
  );
}

type Judged = Pick<
  Comparison,
  'direction' | 'worth' | 'interval' | 'detectable' | 'before' | 'after' | 'sentence'
>;

/** The verdict, the sentence that says how far it goes, and what it rests on. */
export function Verdict({ comparison, children }: { comparison: Judged; children?: ReactNode }) {
  const { word, tone } = verdictOf(comparison);
  const limits = describeLimits(comparison);
  const isClear = tone !== 'none';
  return (
    <div className={classes.verdict}>
      <p className={classes.headline}>
        <Toned tone={tone}>{isClear ? comparison.sentence.split(':')[0] : word}</Toned>
      </p>
      <p className={classes.say}>
        {[
          isClear
            ? after(comparison.sentence)
            : comparison.direction === 'not enough data'
              ? after(comparison.sentence)
              : '',
          limits ?? '',
        ]
          .filter(text => text !== '')
          .join(' ')}
      </p>
      <p className={classes.basis}>{describeBasis(comparison)}; reruns and failures are left out</p>
      {children}
    </div>
  );
}

/** What stands behind the colon of a verdict, as a sentence of its own. */
function after(sentence: string): string {
  const rest = sentence.slice(sentence.indexOf(':') + 1).trim();
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
