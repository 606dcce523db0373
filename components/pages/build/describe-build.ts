import { STATUS_STYLES } from '@/components/charts/status-mark';
import { formatEvent } from '@/components/pages/builds/build-name';
import { type BuildDetail, isFailed, type WaitedFor } from '@/lib/builds/query';
import { formatAge, formatCount, formatCountOf, formatDay, formatDuration, formatRatio } from '@/lib/format';
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
  return (build.waitMs ?? 0) > 0
    ? `Nothing of it ran in the ${formatDuration(build.waitMs)} until its end, so there is no run to compare.`
    : 'It ended before anything ran, so there is no time to compare.';
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

function basisOf({ usualWait: { n, since }, isOnDefaultBranch }: Judged): string {
  const branch = isOnDefaultBranch ? 'the default branch' : 'other branches';
  const days = since === null ? 'in the 28 days before' : `since ${formatDay(since)}, when the wait changed`;
  return `Compared with ${formatCountOf(n, 'successful build')} of ${branch} ${days}`;
}

/** `42s → 1m 46s since 17 Nov`. */
export function describeKnownChange({ day, beforeMs, afterMs }: KnownChange): string {
  return `${formatDuration(beforeMs)} → ${formatDuration(afterMs)} since ${formatDay(day)}`;
}

function sentenceCase(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

type KnownChange = NonNullable<BuildDetail['knownChange']>;

type Waited = Pick<BuildDetail, 'waitMs' | 'usualWait' | 'verdict'>;

/** So many parts that added to the wait are named. */
const MOST_NAMED = 3;

/** What made the wait longer than usual, in a sentence: what added how much, and caches that missed. */
export function describeDifference(
  { waitMs, usualWait, verdict }: Waited,
  parts: readonly CriticalPathPart[],
): string | null {
  const lost = parts.flatMap(part => describeLostCache(part) ?? []);
  const apartMs = waitMs === null || usualWait.p50Ms === null ? null : waitMs - usualWait.p50Ms;
  if (apartMs === null || verdict === 'too-few') return joined([describeLongest(parts), ...lost]);
  // Where the wait has no change of its own yet, its usual holds builds from before the step changed.
  const all = parts
    .map(part => ({ part, change: slowerSince(part, usualWait) }))
    .filter(({ part, change }) => change !== null || isLonger(part))
    .sort((a, b) => explainedMs(b) - explainedMs(a))
    .map(({ part, change }) => (change === null ? describeAdded(part) : describeSlower(part, change)));
  const named = all.slice(0, MOST_NAMED);
  const more = all.length > MOST_NAMED ? `, and ${all.length - MOST_NAMED} more` : '';
  const what = named.length === 0 ? 'no single step by much' : `${named.join(', ')}${more}`;
  if (isMuch(apartMs, usualWait.p50Ms)) {
    return joined([`${formatDuration(apartMs)} more than usual (p50): ${what}.`, ...lost]);
  }
  const though = named.length === 0 ? '' : `, though parts of it were: ${what}`;
  const whole = verdict === 'within' || verdict === 'above-p75' || verdict === 'above-p90';
  // What was cut short is not quick.
  const head = whole ? `Not longer than usual (p50 ${formatDuration(usualWait.p50Ms)})${though}.` : null;
  return joined([head, describeLongest(parts), ...lost]);
}

function joined(sentences: ReadonlyArray<string | null>): string | null {
  const said = sentences.filter(sentence => sentence !== null);
  return said.length === 0 ? null : said.join(' ');
}

interface Explaining {
  part: CriticalPathPart;
  change: KnownChange | null;
}

/** What made a step slower in the days that the usual wait is of, if it takes what it takes since; null: nothing did. */
function slowerSince({ step }: CriticalPathPart, { since }: BuildDetail['usualWait']): KnownChange | null {
  const change = step?.knownChange ?? null;
  const isSlower = change !== null && change.afterMs > change.beforeMs;
  return isSlower && (since === null || since < change.day) ? change : null;
}

/** How much longer than before the change, and than usual, it is. */
function explainedMs({ part: { differenceMs }, change }: Explaining): number {
  return (differenceMs ?? 0) + (change === null ? 0 : change.afterMs - change.beforeMs);
}

/** `push 42s → 1m 46s since 17 Nov`, and what it took where that is longer still. */
function describeSlower(part: CriticalPathPart, change: KnownChange): string {
  const here = isLonger(part) ? ` (here ${formatDuration(part.tookMs)})` : '';
  return `${partName(part)} ${describeKnownChange(change)}${here}`;
}

/** Within two seconds, or three in a hundred, is as usual. */
function isMuch(apartMs: number, usualMs: number | null): boolean {
  return apartMs > Math.max(2000, (usualMs ?? 0) * 0.03);
}

function isLonger({ differenceMs, usualMs }: CriticalPathPart): boolean {
  return differenceMs !== null && isMuch(differenceMs, usualMs);
}

/** `test +1m 40s (2m 40s, usually 1m 00s)` */
function describeAdded(part: CriticalPathPart): string {
  const { tookMs, usualMs, differenceMs } = part;
  return (
    `${partName(part)} +${formatDuration(differenceMs)} ` +
    `(${formatDuration(tookMs)}, usually ${formatDuration(usualMs)})`
  );
}

/** A cache that hit far less than it does; null: it did not. */
function describeLostCache({ step, lostCache }: CriticalPathPart): string | null {
  if (step === null || lostCache === null) return null;
  const { hits, misses, usualHitRatio, n } = lostCache;
  return (
    `In ${step.name} ${formatCount(hits)} of ${formatCount(hits + misses)} were cached, ` +
    `usually ${formatRatio(usualHitRatio)} (${formatCount(n)} builds).`
  );
}

export function partName({ kind, step }: CriticalPathPart): string {
  if (step !== null) return step.name;
  return kind === 'queue' ? 'the queue' : 'set-up, and between steps';
}

/** What a build waited for most, in a sentence. */
function describeLongest(parts: readonly CriticalPathPart[]): string | null {
  const [longest] = [...parts].sort((a, b) => b.pathMs - a.pathMs);
  if (longest === undefined) return null;
  const wholeMs = parts.reduce((sum, { pathMs }) => sum + pathMs, 0);
  const share = `${formatDuration(longest.pathMs)}, ${Math.round((longest.pathMs / wholeMs) * 100)}% of the wait`;
  if (longest.kind === 'queue') return `Mostly waiting before anything ran: ${share}.`;
  if (longest.step === null) return `Mostly setting up and what lies between steps: ${share}.`;
  return `Mostly ${longest.step.name}: ${share}.`;
}

/** How far a part is from its p50: `+41s`, `−5s`, `as usual` within two seconds or three in a hundred. */
export function compareToUsual({
  differenceMs,
  usualMs,
}: Pick<WaitedFor, 'differenceMs' | 'usualMs'>): string {
  if (differenceMs === null) return '–';
  if (!isMuch(Math.abs(differenceMs), usualMs)) return 'as usual';
  return `${differenceMs > 0 ? '+' : '−'}${formatDuration(Math.abs(differenceMs))}`;
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

/** Why there is no critical path to show. */
export function describeNoPath(
  build: Pick<BuildDetail, 'goneAt' | 'waitMs' | 'stages' | 'ciServer'>,
): string {
  if (build.goneAt !== null) return 'Not known: its end was never seen.';
  if (hasRun(build)) return `Not known: ${build.ciServer} tells no times of its steps.`;
  return (build.waitMs ?? 0) > 0
    ? `Only waiting, ${formatDuration(build.waitMs)}: no step of this build ever ran.`
    : 'Nothing: no step of this build ever ran.';
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
  if (build.stages.length > 0) {
    if (isUnderWay(build)) return null;
    return `Nothing ran, so there is nothing to draw: ${STATUS_STYLES[build.status].word} before a runner took it.`;
  }
  if (build.status === 'error') {
    return 'Nothing ran: its configuration could not be read, or asked for what there is not.';
  }
  return isUnderWay(build)
    ? `Its stages are not known yet; they come with the next look at ${build.ciServer}.`
    : `${build.ciServer} knows of no stages of this build.`;
}
