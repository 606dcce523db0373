import { ODD_REASONS } from '@/lib/facts/vocabulary';

/**
 * Of builds that are over for us without an end: why they are in no figure of waits. By their times, as nobody approved
 * them, or as their repository went, or was restored, before they were seen to end.
 */
export const UNCOUNTED_REASONS = [...ODD_REASONS, 'gone', 'declined'] as const;

/** Why a build keeps nobody waiting: the first that applies. */
export const EXCLUSION_REASONS = [
  ...UNCOUNTED_REASONS,
  'perhaps-approval',
  'cron',
  'nobody',
  'bot',
  'broken',
] as const;

/** Why the wait for a build is in no percentile, though somebody may have waited: how it ended. */
export const UNTIMED_REASONS = ['failed', 'killed', 'skipped', 'unstarted', 'unclear'] as const;

/** Why builds are left out of some figure; a build may be left out of hours for one reason, of waits for another. */
export const LEFT_OUT_REASONS = [...EXCLUSION_REASONS, ...UNTIMED_REASONS] as const;

export type UncountedReason = (typeof UNCOUNTED_REASONS)[number];
export type ExclusionReason = (typeof EXCLUSION_REASONS)[number];
export type UntimedReason = (typeof UNTIMED_REASONS)[number];
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Why a build costs nobody anything: the first reason that applies; null: somebody waits for it. */
export function exclusionReason(build: {
  /** Why no figure counts it at all. */
  oddReason: (typeof ODD_REASONS)[number] | null;
  /** Somebody may have had to approve it first, and nobody saw when. */
  isPerhapsApproval: boolean;
  isCron: boolean;
  isDeclined: boolean;
  hasPerson: boolean;
  /** In error before it had a stage. */
  isBroken: boolean;
  isBot: boolean;
}): ExclusionReason | null {
  if (build.oddReason !== null) return build.oddReason;
  if (build.isCron) return 'cron';
  if (build.isDeclined) return 'declined';
  if (!build.hasPerson) return 'nobody';
  if (build.isBroken) return 'broken';
  if (build.isBot) return 'bot';
  return build.isPerhapsApproval ? 'perhaps-approval' : null;
}
