import { STATUS_STYLES } from '@/components/charts/status-mark';
import { formatEvent } from '@/components/pages/builds/build-name';
import { type BuildDetail, type BuildStep, isFailed } from '@/lib/builds/query';
import { formatAge, formatCount, formatDuration } from '@/lib/format';
import { hasRun, isUnderWay, waitsForApproval } from './build-status';
import type { CriticalPathPart } from './critical-path';

type Judged = Pick<
  BuildDetail,
  | 'status'
  | 'verdict'
  | 'waitMs'
  | 'approvalMs'
  | 'elapsedMs'
  | 'goneAt'
  | 'nobodyWaits'
  | 'usualWait'
  | 'stages'
  | 'isOnDefaultBranch'
>;

/** Why nobody waited for a build, or no figure counts it. */
export const NOBODY_WAITS: Record<NonNullable<BuildDetail['nobodyWaits']>, string> = {
  'bad-creation': 'the CI server tells no time of its creation that can be',
  'ended-early': 'it ended before it began',
  'no-end': 'it is over, and has no end',
  gone: 'its repository went before it was seen to end',
  'perhaps-approval': 'it may have waited for an approval, and nobody saw how long',
  cron: 'cron started it',
  nobody: 'no person is known for it',
  bot: 'a bot made the change',
  declined: 'it was declined',
  broken: 'it broke before any step could run',
};

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
  const { usualWait, verdict, goneAt, elapsedMs } = build;
  if (goneAt !== null) {
    const sentence = `It was under way for ${formatAge(elapsedMs)} when its repository went from the server.`;
    return { headline: 'How it ended is not known', sentence, basis: null };
  }
  if (!hasRun(build) && (!isUnderWay(build) || waitsForApproval(build))) {
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

function describeTime(build: Judged): string {
  const { waitMs, approvalMs, elapsedMs, nobodyWaits } = build;
  if (isUnderWay(build)) return `It has been under way for ${formatAge(elapsedMs)}.`;
  if (waitMs === null) {
    return `How long it took is not known${nobodyWaits === null ? '' : `: ${NOBODY_WAITS[nobodyWaits]}`}.`;
  }
  if (approvalMs === null || approvalMs === 0) {
    return `From the push to its end it took ${formatDuration(waitMs)}.`;
  }
  return (
    `From its approval to its end it took ${formatDuration(waitMs)}. ` +
    `Before that it waited ${formatAge(approvalMs)} for approval, which is part of no wait.`
  );
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
    const ended = sentenceCase(STATUS_STYLES[status].word);
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

type Compared = Pick<BuildStep, 'runMs' | 'usual' | 'status'>;

/** What a build waited for most, in a sentence, against what that usually takes. */
export function describeLongest(parts: readonly CriticalPathPart[]): string | null {
  const [longest] = parts;
  if (longest === undefined) return null;
  const wholeMs = parts.reduce((sum, { ms }) => sum + ms, 0);
  const share = `${formatDuration(longest.ms)}, ${Math.round((longest.ms / wholeMs) * 100)}% of the wait`;
  if (longest.kind === 'queue') return `Mostly waiting before anything ran: ${share}.`;
  if (longest.step === null) return `Mostly setting up and what lies between steps: ${share}.`;
  const { name, usual, verdict } = longest.step;
  const { p50Ms, p90Ms } = usual;
  if (p50Ms === null || p90Ms === null || verdict === 'too-few') return `Mostly ${name}: ${share}.`;
  const word =
    verdict === 'above-p90'
      ? 'slower than usual'
      : verdict === 'above-p75'
        ? 'a little slower than usual'
        : '';
  const range = `usually ${formatDuration(p50Ms)} (p50) to ${formatDuration(p90Ms)} (p90)`;
  return `Mostly ${name}: ${share}${word === '' ? '' : `, ${word}`}; ${range}.`;
}

/**
 * How far a step is from its p50: `+41s`, `−5s`, `as usual` within two seconds or three in a hundred. One that was
 * cut short and is below it says nothing.
 */
export function compareToUsual({ runMs, usual, status }: Compared): string {
  const { p50Ms } = usual;
  if (runMs === null || p50Ms === null) return '–';
  const apartMs = runMs - p50Ms;
  if (status !== 'success' && apartMs < 0) return '–';
  if (Math.abs(apartMs) <= Math.max(2000, p50Ms * 0.03)) return 'as usual';
  return `${apartMs > 0 ? '+' : '−'}${formatDuration(Math.abs(apartMs))}`;
}

type Built = Pick<BuildDetail, 'event' | 'branch' | 'target' | 'ref' | 'cron' | 'deployTo' | 'sha'>;

const SHORT_SHA = 8;

/** What made the server build, and from where: `pull request: fix/pool → main, 1a2b3c4d`. */
export function describeEvent(build: Built): string {
  const { event, sha } = build;
  const where = whereOf(build);
  const commit = sha === null || sha === '' ? '' : `, ${sha.slice(0, SHORT_SHA)}`;
  return `${formatEvent(event)}${where === '' ? '' : `: ${where}`}${commit}`;
}

function whereOf({ event, branch, target, ref, cron, deployTo }: Built): string {
  if (event === 'tag' && ref !== null) return ref.replace(/^refs\/tags\//, '');
  const from = branch ?? target ?? '';
  const into = target !== null && branch !== null && target !== branch ? ` → ${target}` : '';
  const named = cron !== null && cron !== '' ? ` (${cron})` : '';
  const to = deployTo !== null && deployTo !== '' ? ` to ${deployTo}` : '';
  return `${from}${into}${named}${to}`;
}

/** Why a build has nothing to draw; null: it has. */
export function describeWithoutSteps(
  build: Pick<BuildDetail, 'status' | 'stages' | 'ciServer'>,
): string | null {
  if (hasRun(build)) return null;
  if (waitsForApproval(build)) {
    return `Nothing has run yet: somebody has to approve it first, in ${build.ciServer}.`;
  }
  if (build.status === 'declined') return 'Nothing ran: somebody declined it.';
  if (build.stages.length > 0) return null;
  if (build.status === 'error') {
    return 'Nothing ran: its configuration could not be read, or asked for what there is not.';
  }
  return isUnderWay(build)
    ? `Its stages are not known yet; they come with the next look at ${build.ciServer}.`
    : `${build.ciServer} knows of no stages of this build.`;
}
