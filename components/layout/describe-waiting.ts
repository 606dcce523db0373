import { formatCount, formatDay } from '@/lib/format';
import { isRecomputing, type WaitingProgress } from '@/lib/operations/query';

/** What figures are still to be recomputed, in a sentence, and how many weeks; null when nothing worth telling is. */
export function describeWaiting(progress: WaitingProgress): { sentence: string; toGo: string } | null {
  const { weeks, weeksToGo, doneFrom } = progress;
  if (!isRecomputing(progress)) return null;
  const soFar =
    doneFrom === null ? 'the newest week comes next' : `so far back to ${formatDay(doneFrom, true)}`;
  return {
    sentence: `${subject(progress)}, newest first: ${soFar}.`,
    toGo: `${formatCount(weeksToGo)} of ${formatCount(weeks)} weeks to go`,
  };
}

function subject({ weeksInOtherZone, settingsChanged }: WaitingProgress): string {
  if (weeksInOtherZone > 0) return 'All figures are recomputed by the clock of the new time zone';
  return settingsChanged
    ? 'Hours lost are recomputed under the new settings'
    : 'Hours lost are being computed';
}
