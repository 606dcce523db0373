import { criticalT, type Interval, type Moments, momentsOf, twoSidedP } from './welch';

export interface Trend {
  verdict: 'better' | 'worse' | 'no clear change' | 'not enough data';
  /** How much the line rises from the first day of the range to the last, in the unit of the values. */
  change: number | null;
  /** The line on the first day of the range and on the last, in the unit of the values. */
  ends: { first: number; last: number } | null;
  /** Of the change, at 99.9 %. */
  interval: Interval | null;
  /** Two-sided, that nothing changed; below 0.001 where the verdict is clear. */
  pValue: number | null;
  /** Days with values. */
  dayCount: number;
}

const FEWEST_DAYS = 20;
/** A range that moves along is looked at 52 times a year: at 95 % three of four pages would err within one. */
const CONFIDENCE = 0.999;
/** So many standard errors are added to the correlation of neighbours, which few days understate as often as not. */
const CAUTION = 0.75;
const HIGHEST_CORRELATION = 0.8;
const FEWEST_DEGREES = 2;

/**
 * Is it getting better or worse? A line by least squares with Student's t. Days resemble their neighbours: the residuals'
 * first-order autocorrelation r, corrected for its bias, widens the spread by (1 + r) / (1 − r) and leaves as many degrees
 * of freedom fewer. The level is strict, so that of ranges that do not change at most 5 % are ever called better or worse by
 * somebody who looks every week for a year, not only 5 % of single looks.
 *
 * @param values one for each working day in order of time, null where a day has none: ln(seconds) of a median (the
 * change is then that of a logarithm), hours lost, a hit rate …
 * @param better which direction is the better one
 * @returns `not enough data`, and the figures null, under 20 days with values
 */
export function findTrend(values: ReadonlyArray<number | null>, better: 'lower' | 'higher'): Trend {
  const known = values.flatMap((value, day) => (value === null ? [] : [{ day, value }]));
  const dayCount = known.length;
  if (dayCount < FEWEST_DAYS)
    return { verdict: 'not enough data', change: null, ends: null, interval: null, pValue: null, dayCount };
  const days = momentsOf(known.map(({ day }) => day));
  const level = momentsOf(known.map(({ value }) => value));
  const slope =
    known.reduce((sum, { day, value }) => sum + (day - days.mean) * (value - level.mean), 0) / days.squares;
  const residuals = known.map(({ day, value }) => value - level.mean - slope * (day - days.mean));
  const { standardError, degreesOfFreedom } = spreadOf(residuals, days);
  const span = values.length - 1;
  const reach = criticalT(CONFIDENCE, degreesOfFreedom) * standardError;
  const interval = { low: span * (slope - reach), high: span * (slope + reach) };
  const first = level.mean - slope * days.mean;
  return {
    verdict: verdictOf(interval, better),
    change: span * slope,
    ends: { first, last: first + span * slope },
    interval,
    pValue: twoSidedP(slope / standardError, degreesOfFreedom),
    dayCount,
  };
}

function verdictOf({ low, high }: Interval, better: 'lower' | 'higher'): Trend['verdict'] {
  if (low <= 0 && high >= 0) return 'no clear change';
  return low > 0 === (better === 'higher') ? 'better' : 'worse';
}

/** Of the slope. */
function spreadOf(residuals: readonly number[], days: Moments) {
  const { n, squares } = momentsOf(residuals);
  let products = 0;
  for (const [i, residual] of residuals.entries()) products += residual * (residuals[i - 1] ?? 0);
  // Residuals of a line have a correlation of about −2/n where there is none.
  const cautious = (squares > 0 ? products / squares : 0) + 2 / n + CAUTION / Math.sqrt(n);
  const correlation = Math.min(Math.max(cautious, 0), HIGHEST_CORRELATION);
  const inflation = (1 + correlation) / (1 - correlation);
  return {
    standardError: Math.sqrt((squares / (n - 2) / days.squares) * inflation),
    degreesOfFreedom: Math.max(n / inflation - 2, FEWEST_DEGREES),
  };
}
