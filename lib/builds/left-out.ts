/** Why a build keeps nobody waiting: the first that applies. A reason that is added here must be told everywhere. */
export const EXCLUSION_REASONS = ['cron', 'nobody', 'bot', 'declined', 'broken'] as const;

/** Why the wait for a build is in no percentile, though somebody may have waited: how it ended. */
const UNTIMED_REASONS = ['failed', 'killed', 'skipped', 'unstarted'] as const;

/** Why builds are left out of some figure; a build may be left out of hours for one reason, of waits for another. */
export const LEFT_OUT_REASONS = [...EXCLUSION_REASONS, ...UNTIMED_REASONS] as const;

export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];
export type UntimedReason = (typeof UNTIMED_REASONS)[number];
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Why a build costs nobody anything: the first reason that applies; null: somebody waits for it. */
export function exclusionReason(build: {
  isCron: boolean;
  isDeclined: boolean;
  hasPerson: boolean;
  /** In error before it had a stage. */
  isBroken: boolean;
  isBot: boolean;
}): ExclusionReason | null {
  if (build.isCron) return 'cron';
  if (build.isDeclined) return 'declined';
  if (!build.hasPerson) return 'nobody';
  if (build.isBroken) return 'broken';
  return build.isBot ? 'bot' : null;
}
