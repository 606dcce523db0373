/** How much of the history a data set holds. */
export type BigDataSize = 'million' | 'tenth';

interface SizePlan {
  days: number;
  buildCount: number;
  /** What the disk must have free: the data, and what sorting takes meanwhile. */
  freeBytes: number;
}

const GB = 1e9;

/**
 * What the big data are like: an organisation of twelve teams over two years. Shares are of 1 unless they say
 * otherwise. Everything drawn is drawn by a hash of the row's number and `seed`, so the same plan gives the same
 * data, and the tenth is the newest part of the million, build for build; only that numbers begin at 1 in both, and
 * that the first reruns and promotions of the tenth lack the builds that they would come back to.
 */
export const BIG_DATA_PLAN = {
  seed: 20_261_122,
  lastDay: '2026-11-22',
  /** Working hours, local days and weeks are those of this zone. */
  timeZone: 'Europe/Berlin',
  sizes: {
    million: { days: 730, buildCount: 1_000_000, freeBytes: 9 * GB },
    tenth: { days: 73, buildCount: 100_000, freeBytes: 2 * GB },
  } satisfies Record<BigDataSize, SizePlan>,

  repoCount: 200,
  /** Builds of the repository of rank r: r^−0.7. */
  repoZipf: 0.7,
  personCount: 180,
  /**
   * Builds of the person of rank r: (r + 60)^−0.5. Without the shift the busiest of 180 would start 70 builds a
   * working day; with it they start 6 to 14 on average.
   */
  personZipf: 0.5,
  personShift: 60,
  /** Weeks in which a person is away: a colleague starts their builds. */
  away: 0.08,
  /** Builds that anybody may start, not those who work on the repository. */
  strangers: 0.08,

  /** In proportion, how many builds begin in each half-hour from midnight on, working days and others. */
  workdayHalfHours: [
    [4, 4, 5, 7, 7, 5, 3, 3, 3, 4, 5, 5],
    [2, 4, 12, 26, 58, 84, 100, 108, 112, 114, 106, 84],
    [46, 52, 82, 100, 112, 114, 110, 104, 92, 74, 50, 32],
    [20, 14, 11, 9, 9, 8, 7, 6, 5, 4, 3, 3],
  ],
  restDayHalfHours: [
    [4, 4, 5, 7, 7, 5, 3, 3, 3, 4, 5, 5],
    [1, 1, 1, 2, 2, 3, 4, 5, 5, 6, 6, 6],
    [5, 5, 6, 6, 7, 7, 7, 6, 6, 5, 5, 5],
    [5, 5, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2],
  ],
  /** Monday to Sunday; from 24 December to 1 January the half-hours are those of a day of rest. */
  weekdayFactors: [1, 1.06, 1.06, 1.03, 0.88, 1, 0.8],
  /** Builds that a cron job starts, from 00:00 to 06:00 and in other hours of days of rest. */
  cronAtNight: 0.86,
  cronOnRestDays: 0.2,

  /** Of all other builds. */
  events: { push: 0.646, pull_request: 0.29, tag: 0.02, promote: 0.04, custom: 0.004 },
  pushToDefault: 0.73,
  bots: { push: 0.025, pull_request: 0.2, tag: 0.3 },
  /** Reruns of failed builds: so many pushes and pull requests are one, if a build failed in the hours before. */
  rerunCandidates: 0.112,
  rerunAfterS: [900, 6 * 3600],

  statuses: { declined: 0.006, skipped: 0.004, invalid: 0.01, crashed: 0.01, killed: 0.05, failure: 0.13 },
  /** Audits that fail, which is ignored. */
  auditFails: 0.1,
  machineCount: 24,
  /** What a commit changes: the base image, the requirements; the others only source. */
  changes: { base: 0.03, requirements: 0.12 },
  /** A service in a monorepo beside the first that a commit touches. */
  otherServices: 0.18,

  /** Spread of durations (σ of ln) of a step, of a repository's size, of a step of the same kind. */
  stepSigma: 0.22,
  repoSigma: 0.4,
  seriesSigma: 0.2,
  /** What all builds of a repository share on one day. */
  daySigma: 0.05,
  /** ln a year: most series drift little, some much. */
  driftSigma: 0.03,
  strongDrift: 0.15,
  strongDriftSigma: 0.2,
  /** Series that change once, and how many of those get slower, by a quarter to twice. */
  shifted: 0.08,
  slower: 0.7,

  /** Logs that could be read; the others are silent, missing or not readable. */
  logsRead: 0.96,
  keepSpansDays: 90,
} as const;
