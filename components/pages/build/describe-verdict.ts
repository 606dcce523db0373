import { STATUS_LOOKS } from '@/components/charts/statuses';
import type { BuildDetail } from '@/lib/builds/query';
import { isFailed } from '@/lib/builds/query';
import { formatAge, formatCount, formatDuration } from '@/lib/format';
import { everRan, isUnderWay, waitsForApproval } from './is-under-way';

type Judged = Pick<
  BuildDetail,
  'status' | 'verdict' | 'waitMs' | 'elapsedMs' | 'usualWait' | 'stages' | 'isOnDefaultBranch'
>;

export interface BuildVerdict {
  /** The answer in a few words. */
  headline: string;
  /** The figures behind it. */
  sentence: string;
  /** What it is compared with; null: there is nothing to compare. */
  basis: string | null;
}

/** Whether a build took longer than usual, in words with figures. */
export function describeVerdict(build: Judged): BuildVerdict {
  const { usualWait, verdict } = build;
  if (!everRan(build) && (!isUnderWay(build) || waitsForApproval(build))) {
    return { headline: headlineOf(build), sentence: describeNothing(build), basis: null };
  }
  const usual =
    usualWait.p50Ms === null || verdict === 'too-few'
      ? ''
      : ` Half of the builds like it take up to ${formatDuration(usualWait.p50Ms)} (p50), ` +
        `nine in ten up to ${formatDuration(usualWait.p90Ms)} (p90).`;
  const sentence = `${describeFailure(build)}${describeTime(build)}${usual}`;
  return { headline: headlineOf(build), sentence, basis: basisOf(build) };
}

function describeTime({ waitMs, elapsedMs }: Judged): string {
  return waitMs === null
    ? `It has been under way for ${formatAge(elapsedMs)}.`
    : `From the push to its end it took ${formatDuration(waitMs)}.`;
}

/** A build that nothing of ever ran has no time worth comparing. */
function describeNothing(build: Judged): string {
  if (waitsForApproval(build)) return `It has waited for ${formatAge(build.elapsedMs)}; nothing has run yet.`;
  return 'It ended before anything ran, so there is no time to compare.';
}

/** The step that a build failed by, with its exit code. */
function describeFailure({ status, stages }: Judged): string {
  if (!isFailed(status)) return '';
  const failed = stages
    .flatMap(stage => stage.steps)
    .find(step => isFailed(step.status) && !step.errorIgnored);
  return failed === undefined ? '' : `The step ${failed.name} ended with exit code ${failed.exitCode}. `;
}

function headlineOf(build: Judged): string {
  const { status, verdict } = build;
  const isLate = verdict === 'above-p90';
  if (waitsForApproval(build)) return 'Waits for somebody’s approval';
  if (isUnderWay(build)) {
    const now = status === 'running' ? 'Running' : 'In the queue';
    return isLate ? `${now}, and slower than usual already` : now;
  }
  if (status !== 'success') {
    const ended = sentenceCase(STATUS_LOOKS[status].word);
    return isLate ? `${ended}, and slower than usual until then` : ended;
  }
  if (isLate) return 'Slower than usual';
  if (verdict === 'above-p75') return 'A little slower than usual';
  return verdict === 'within' ? 'Not slower than usual' : 'Too few earlier builds to say what is usual';
}

function basisOf({ usualWait: { n }, isOnDefaultBranch }: Judged): string {
  const branch = isOnDefaultBranch ? 'the default branch' : 'other branches';
  const builds = `successful build${n === 1 ? '' : 's'}`;
  return `Compared with ${formatCount(n)} ${builds} of ${branch} in the 28 days before`;
}

function sentenceCase(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
