import { EVENTS } from '@/lib/facts/vocabulary';
import { CAUSES } from '@/lib/waiting/waiting-day';

/**
 * Words that columns hold as their index in these lists (statuses and kinds of caches likewise): their order is part of
 * the format and only grows.
 */
export { CAUSES, EVENTS };

export const STATUS = {
  skipped: 0,
  declined: 2,
  success: 6,
  failure: 7,
  killed: 8,
  error: 9,
} as const;

/**
 * Bits of a build's flags. `unclear`: it may have waited for an approval that nobody saw, so that its wait is unknown.
 * `open`: it is not over, and no figure counts it but hours lost, once it is stuck. `stuck`, of amounts of hours lost
 * only: the build was under way for longer than counts.
 */
export const BUILD_FLAG = {
  onDefaultBranch: 1,
  rerun: 2,
  cron: 4,
  hasStages: 8,
  started: 16,
  unclear: 32,
  open: 64,
  stuck: 128,
} as const;
/**
 * Bits of a step's flags. `timed`: its duration counts in percentiles, as a successful step of a successful build
 * that neither was skipped nor ran beside the others. `errorIgnored`: the build goes on though it fails.
 * `logged`: its log was read.
 */
export const STEP_FLAG = { detached: 1, timed: 2, onPath: 4, errorIgnored: 8, logged: 16 } as const;
/** Bits of a path's flags. `approval`: nothing on the path ran, and somebody had to approve the build yet. */
export const PATH_FLAG = { queued: 1, approval: 2 } as const;

/** The index of a word; the last word of the list stands for those that are not in it. */
export function codeOf(words: readonly string[], word: string): number {
  const index = words.indexOf(word);
  return index >= 0 ? index : words.length - 1;
}
