import { expect, test } from 'vitest';
import { BUILD_COLUMNS } from './build-parts';
import { BUILD_FLAG, STATUS } from './codes';
import { emptyColumns } from './columns';
import { isWaitedFor } from './is-waited-for';

test.each([
  ['a successful one', STATUS.success, BUILD_FLAG.hasStages, 1, true],
  ['one that was killed', STATUS.killed, 0, 1, true],
  ['one that broke after it had begun', STATUS.error, BUILD_FLAG.hasStages, 1, true],
  ['one that broke before it had a stage', STATUS.error, BUILD_FLAG.started, 1, false],
  ['one that was declined', STATUS.declined, BUILD_FLAG.hasStages, 1, false],
  ['one of cron', STATUS.success, BUILD_FLAG.hasStages | BUILD_FLAG.cron, 1, false],
  ['one of nobody', STATUS.success, BUILD_FLAG.hasStages, 0, false],
])('somebody waits for %s', (_, status, flags, loginId, expected) => {
  const builds = emptyColumns(BUILD_COLUMNS, 2);
  builds.status[1] = status;
  builds.flags[1] = flags;
  builds.loginId[1] = loginId;
  expect(isWaitedFor(builds, 1)).toBe(expected);
});
