import { type DayOfBuilds, logMedianOf, withBuilds } from './daily-medians';
import { type Interval, welch } from './welch';

/** What changed beyond what the control changed. */
export interface ControlledChange {
  /** After / before of the treated, over after / before of the control. */
  ratio: number;
  interval: Interval;
  pValue: number;
  /** Days on which both had builds. */
  beforeDays: number;
  afterDays: number;
}

/**
 * Difference in differences on the log scale: on each day the log-median of the treated less that of the control, which
 * takes out what runners and registry did to both that day, then Welch's t on these differences, after against before.
 *
 * @param treated days of the service that changed, before and after
 * @param control days of services on the same runners that did not change
 * @returns null where fewer than two days a side have builds of both
 */
export function differenceInDifferences(
  treated: { before: readonly DayOfBuilds[]; after: readonly DayOfBuilds[] },
  control: { before: readonly DayOfBuilds[]; after: readonly DayOfBuilds[] },
  confidence = 0.95,
): ControlledChange | null {
  const before = dailyDifferences(treated.before, control.before);
  const after = dailyDifferences(treated.after, control.after);
  if (before.length < 2 || after.length < 2) return null;
  const { difference, interval, pValue } = welch(before, after, confidence);
  return {
    ratio: Math.exp(difference),
    interval: { low: Math.exp(interval.low), high: Math.exp(interval.high) },
    pValue,
    beforeDays: before.length,
    afterDays: after.length,
  };
}

function dailyDifferences(treated: readonly DayOfBuilds[], control: readonly DayOfBuilds[]): number[] {
  const controls = new Map(withBuilds(control).map(({ day, durationsMs }) => [day, durationsMs]));
  return withBuilds(treated).flatMap(({ day, durationsMs }) => {
    const same = controls.get(day);
    if (same === undefined) return [];
    return [logMedianOf(durationsMs) - logMedianOf(same)];
  });
}
