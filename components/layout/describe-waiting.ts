import { formatCount, formatDay } from '@/lib/format';
import type { WaitingProgress } from '@/lib/metrics/query';

/** The week that is running is new on every Monday: one week alone is worth no line. */
const WORTH_TELLING_WEEKS = 2;

/** What figures are still to be recomputed, in a sentence, and how many weeks; null when nothing worth telling is. */
export function describeWaiting(progress: WaitingProgress): { sentence: string; toGo: string } | null {
  const { weeks, weeksToGo, doneFrom, settingsChanged } = progress;
  if (weeksToGo === 0 || (weeksToGo < WORTH_TELLING_WEEKS && !settingsChanged)) return null;
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
