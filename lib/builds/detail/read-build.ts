import { findSeries, servicesOfSteps } from '@/lib/builds/ownership';
import { sql } from '@/lib/db/sql';
import { isFinished } from '@/lib/facts/vocabulary';
import { addLoss, noLoss, withBand } from '@/lib/metrics/engine/lost-sums';
import { createPersonFinder } from '@/lib/settings/person-finder';
import { CAUSES } from '@/lib/waiting/waiting-day';
import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { isAsAfter, type KnownChange } from '../known-changes';
import { exclusionReason } from '../left-out';
import { ciLink, ciStepLink, webLink } from '../links';
import { lostOfBuilds } from '../lost-of-builds';
import { type Baselines, compareToBaseline, readBaselines } from './baseline';
import type { BuildDetail, BuildStage, BuildStep } from './build-detail';
import { type BuildFacts, readBuildFacts, type StageFacts } from './build-facts';
import { buildTimes, type StageTimes } from './build-times';
import { readRelatedBuilds } from './related-builds';
import { StepLogs } from './step-logs';
import { waitedFor } from './waited-for';

/**
 * One build with all that its page shows.
 *
 * @returns null when there is no such build
 */
export async function readBuild(
  context: ReaderContext,
  slug: string,
  number: number,
): Promise<BuildDetail | null> {
  const { source } = context;
  const build = await readBuildFacts(source.pool, slug, number, context.now);
  if (build === null) return null;
  const { book, settings } = await source.open();
  if (!book.sees(build.repoId)) return null;
  const [usual, insides, kin] = await Promise.all([
    readBaselines(context, build),
    StepLogs.read(source.pool, build),
    readRelatedBuilds(source.pool, build),
  ]);
  const times = buildTimes(build);
  // A build whose repository is gone from the server is under way no longer, and never seen to end.
  const goneS = isFinished(build.status) ? null : build.goneS;
  const nowS = Math.min(context.now.getTime() / 1000, goneS ?? Number.POSITIVE_INFINITY);
  const elapsedMs = times.waitMs ?? (isFinished(build.status) ? 0 : (nowS - build.createdS) * 1000);
  const nobodyWaits = exclusionReason({
    oddReason: build.oddReason,
    isPerhapsApproval: build.isUnclear,
    isCron: build.isCron,
    isDeclined: build.status === 'declined',
    hasPerson: build.person !== null,
    isBroken: build.status === 'error' && build.stages.length === 0,
    isBot: build.person !== null && createPersonFinder(settings.people)(build.person).isBot,
  });
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const stages = build.stages.map((stage, index) =>
    describeStage(build, stage, times.stages[index], { book, usual, insides }),
  );
  const { queueMs, path } = times;
  return {
    ...headOf(build),
    ...kin,
    isRerun: build.isRerun,
    services: servicesOf(book, build),
    timeZone,
    elapsedMs: Math.max(0, elapsedMs),
    goneAt: goneS === null ? null : instant(goneS),
    waitMs: times.waitMs,
    approvalMs: times.approvalMs,
    queueMs,
    runMs: times.runMs,
    usualWait: usual.wait,
    usualQueue: usual.queue,
    verdict: compareToBaseline(times.waitMs ?? elapsedMs, usual.wait, build.status === 'success'),
    knownChange: carriedBy(build.status === 'success' ? times.waitMs : null, usual.waitChange),
    path,
    waitedFor: waitedFor({ path, stages, queueMs, usualQueue: usual.queue }),
    stages,
    lost: nobodyWaits === null ? await readLost(context, timeZone, build) : { ...noLoss(), causes: [] },
    nobodyWaits,
    ...ciLink(build),
    commitLink: webLink(build.link),
  };
}

function headOf(build: BuildFacts) {
  const { repository, number, status, error, event, source, target, ref, isOnDefaultBranch, sha } = build;
  const { title, cron, deployTo, createdS, startedS, finishedS } = build;
  return {
    repository,
    number,
    status,
    error,
    event,
    branch: source,
    target,
    ref,
    isOnDefaultBranch,
    sha,
    title,
    cron,
    deployTo,
    createdAt: instant(createdS),
    startedAt: startedS === null ? null : instant(startedS),
    finishedAt: finishedS === null ? null : instant(finishedS),
  };
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function servicesOf(book: SeriesBook, { repoId, stages }: BuildFacts): BuildDetail['services'] {
  const steps = stages.flatMap(stage => [
    { pipeline: stage.name, step: '' },
    ...stage.steps.map(step => ({ pipeline: stage.name, step: step.name })),
  ]);
  return servicesOfSteps(book, repoId, steps).map(service => ({
    service,
    team: book.teamOfService.get(service) ?? service.split('/')[0] ?? service,
  }));
}

/** Null while the hours of the build are not computed, as for one that has not ended. */
async function readLost(
  { source }: ReaderContext,
  timeZone: string,
  { repoId, number, createdS, finishedS, person }: BuildFacts,
): Promise<BuildDetail['lost']> {
  if (finishedS === null) return null;
  const { rows } = await source.pool.query<{ id: number }>(sql`select id from login where name = ${person}`);
  const loginId = rows[0]?.id;
  if (loginId === undefined) return null;
  const endS = Math.max(createdS, finishedS);
  const [lost] = await lostOfBuilds(source, timeZone, [{ repoId, number, createdS, endS, loginId }]);
  if (lost === undefined || lost === null) return null;
  const whole = noLoss();
  for (const sum of lost.values()) addLoss(whole, sum);
  const causes = CAUSES.flatMap(cause => {
    const sum = lost.get(cause);
    return sum === undefined ? [] : [{ cause, ...withBand(sum) }];
  });
  return { ...withBand(whole), causes };
}

/** What the steps of a build are told by. */
interface StepSources {
  book: SeriesBook;
  usual: Baselines;
  insides: StepLogs;
}

/** Of a step that was never packed, the service of its repository; null: it is shared. */
function serviceOf(
  book: SeriesBook,
  { repoId, repository }: BuildFacts,
  pipeline: string,
  step: string,
): string | null {
  const series = findSeries(book, repoId, pipeline, step) ?? findSeries(book, repoId, '', '');
  return series === undefined ? repository : series.service;
}

/** One stage of a build with its steps, as the page shows them. */
function describeStage(
  build: BuildFacts,
  stage: StageFacts,
  times: StageTimes | undefined,
  sources: StepSources,
): BuildStage {
  if (times === undefined) throw new RangeError('every stage has times');
  const { steps: stepTimes, ...own } = times;
  const { number, name, status, error, exitCode, machine, os, arch, dependsOn } = stage;
  return {
    ...{ number, name, status, error, exitCode, machine, os, arch, dependsOn },
    ...own,
    steps: stage.steps.map((_, index) => describeStep(build, stage, index, stepTimes[index], sources)),
  };
}

function describeStep(
  build: BuildFacts,
  stage: StageFacts,
  index: number,
  times: StageTimes['steps'][number] | undefined,
  { book, usual, insides }: StepSources,
): BuildStep {
  const step = stage.steps[index];
  if (step === undefined || times === undefined) throw new RangeError('every step has times');
  const { stage: stageNumber, externalId, startedS: _, stoppedS: __, ...facts } = step;
  const usualRun = usual.of(stage.name, step.name);
  return {
    ...facts,
    service: serviceOf(book, build, stage.name, step.name),
    ...times,
    usual: usualRun,
    usualCache: usual.cacheOf(stage.name, step.name),
    verdict: compareToBaseline(times.runMs, usualRun, step.status === 'success'),
    knownChange: carriedBy(
      step.status === 'success' ? times.runMs : null,
      usual.changeOf(stage.name, step.name),
    ),
    link: ciStepLink(build, { stage: stageNumber, step: step.number, externalId }),
    inside: insides.of(step),
  };
}

/** A change, where what took so long is as everything since; null: it is not, or was cut short. */
function carriedBy(tookMs: number | null, change: KnownChange | null): BuildStep['knownChange'] {
  if (tookMs === null || change === null || !isAsAfter(tookMs, change)) return null;
  return { id: change.id, day: change.day, beforeMs: change.before, afterMs: change.after };
}
