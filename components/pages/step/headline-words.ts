import { formatDuration, formatRatio } from '@/lib/format';
import type { Change, ChangePoints } from '@/lib/insights/query';
import { formatShift, whenOf } from '@/lib/insights/query';
import type { DayRange } from '@/lib/time/ranges';

/** The change of a step's time that a range is about, the newest in it, and how many more it has. */
export function headlineOf(
  changes: readonly Change[],
  { from, until }: DayRange,
): { change: Change | null; others: number } {
  const own = changes.filter(({ kind, day }) => kind === 'step' && day >= from && day < until);
  const change = own.find(({ isAlarm }) => !isAlarm) ?? own[0] ?? null;
  return { change, others: Math.max(own.length - 1, 0) };
}

/** `since Tue 17 Nov (somewhere in 14 – 20 Nov 2026): 42s → 1m 46s (+152%)`. */
export function describeStepChange({
  before,
  after,
  effect,
  ...when
}: Pick<Change, 'day' | 'isAlarm' | 'rangeFrom' | 'rangeUntil' | 'before' | 'after' | 'effect'>): string {
  return `${whenOf(when)}: ${formatDuration(before)} → ${formatDuration(after)} (${formatShift(1 + effect)})`;
}

type LogChange = ChangePoints['logChanges'][number];

/** What the logs say is different: `pnpm 99% → 0% cached`, else in words, with its figures where they are known. */
export function describeLogChange({
  kind,
  text,
  beforeMs,
  afterMs,
  hitRatioBefore,
  hitRatio,
}: LogChange): string {
  const times =
    beforeMs !== null && afterMs !== null ? ` ${formatDuration(beforeMs)} → ${formatDuration(afterMs)}` : '';
  if (times === '' && hitRatioBefore !== null && hitRatio !== null)
    return `${text} ${formatRatio(hitRatioBefore)} → ${formatRatio(hitRatio)} cached`;
  return `${text} ${kind}${times}`;
}
