import { formatChange } from '@/lib/format';
import type { MetricAnswer } from '@/lib/metrics/query';
import classes from './table.module.css';

interface ChangeTextProps {
  now: number | null;
  before: number | null;
  /** How many values stand behind the two; few make the change grey. */
  n?: readonly [now: number, before: number];
  /** What stands where there is nothing to compare with. */
  without: string;
}

/**
 * Why a row has nothing in the range before: it did not run then, or nobody knows.
 *
 * @param ranBefore whether it had builds then, though none that counts here
 */
export function withoutBefore(
  { historyFrom, previousDays }: Pick<MetricAnswer<unknown>, 'historyFrom' | 'previousDays'>,
  ranBefore: boolean,
): string {
  if (ranBefore) return '–';
  return historyFrom === null || historyFrom > previousDays.from ? 'no history before' : 'new';
}

const SMALL_N = 30;

/** How a figure in a table moved: `↑ 12%`, `unchanged`, `new`; without a judgement. */
export function ChangeText({ now, before, n, without }: ChangeTextProps) {
  const moved = formatChange(now, before);
  const small = n !== undefined && Math.min(...n) < SMALL_N;
  if (moved === null)
    return <span className={classes.small}>{before === null && now !== null ? without : '–'}</span>;
  if (moved === 'unchanged') return <span className={classes.small}>unchanged</span>;
  return (
    <span className={small ? (classes.small ?? '') : ''}>
      {moved.startsWith('+') ? '↑' : '↓'} {moved.slice(1)}
    </span>
  );
}

/** A bar whose length is a share of the largest in its column, with its value beside it. */
export function ShareBar({ ratio, value }: { ratio: number; value: string }) {
  return (
    <span className={classes.share}>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.bar} style={{ width: `${Math.min(1, ratio) * 100}%` }} />
      </span>
      <span className={classes.value}>{value}</span>
    </span>
  );
}
