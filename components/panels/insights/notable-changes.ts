import type { Change } from '@/lib/insights/query';
import type { Tone } from './effect-words';

/** Which way, in a word or two. An alarm is one day: it has no colour. */
export function directionOf({ kind, isWorse, isAlarm }: Pick<Change, 'kind' | 'isWorse' | 'isAlarm'>): {
  word: string;
  tone: Tone;
} {
  const tone = isAlarm ? 'none' : isWorse ? 'worse' : 'better';
  if (kind === 'cache') return { word: isWorse ? 'hits less' : 'hits more', tone };
  return { word: isWorse ? 'slower' : 'faster', tone };
}

/**
 * The one that a line of a list has room for: what got worse before what got better, the wait of builds before their
 * steps, found changes before alarms, then what costs the most, then the newest.
 */
export function mostNotable(changes: readonly Change[]): Change | null {
  const [first = null] = [...changes].sort(
    (a, b) =>
      Number(b.isWorse) - Number(a.isWorse) ||
      Number(b.kind === 'wait') - Number(a.kind === 'wait') ||
      Number(a.isAlarm) - Number(b.isAlarm) ||
      Math.abs(b.hoursAWeek ?? 0) - Math.abs(a.hoursAWeek ?? 0) ||
      (a.day < b.day ? 1 : a.day > b.day ? -1 : 0),
  );
  return first;
}
