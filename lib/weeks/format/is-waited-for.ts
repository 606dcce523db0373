import type { BuildColumns } from './build-parts';
import { BUILD_FLAG, STATUS } from './codes';

/** When a build was over, unix seconds. */
export function endOf(builds: BuildColumns, build: number): number {
  return (builds.createdS[build] ?? 0) + (builds.approvalS[build] ?? 0) + (builds.waitS[build] ?? 0);
}

/**
 * Whether a build costs its person anything, as far as the build tells: not of cron, not declined, not broken
 * before it had a stage, not unclear, and of somebody. Whether that is a bot, the settings say.
 */
export function isWaitedFor(builds: BuildColumns, build: number): boolean {
  const flags = builds.flags[build] ?? 0;
  const status = builds.status[build] ?? 0;
  if (
    (flags & (BUILD_FLAG.cron | BUILD_FLAG.unclear)) !== 0 ||
    status === STATUS.declined ||
    builds.loginId[build] === 0
  )
    return false;
  return status !== STATUS.error || (flags & BUILD_FLAG.hasStages) !== 0;
}
