import { sql } from '@/lib/db/sql';
import { isFinished } from '@/lib/facts/status';
import { CAUSES } from '@/lib/waiting/waiting-day';
import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import type { BuildDetail } from './build-detail';
import { type BuildFacts, readBuildFacts } from './build-facts';
import { readBuildKin } from './build-kin';
import { buildTimes } from './build-times';
import { ciLink } from './ci-link';
import { lostOfBuilds } from './lost-of-builds';
import { nobodyWaits } from './nobody-waits';
import { servicesOfSteps } from './services-of-steps';
import { slowerThanUsual } from './slower-than-usual';
import { StepInsides } from './step-insides';
import { tellStage } from './tell-stage';
import { readUsualTimes } from './usual-times';
import { webLink } from './web-link';

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
  const build = await readBuildFacts(source.pool, slug, number);
  if (build === null) return null;
  const { book, catalog } = await source.open();
  const [usual, insides, kin] = await Promise.all([
    readUsualTimes(context, build),
    StepInsides.read(source.pool, build),
    readBuildKin(source.pool, build),
  ]);
  const times = buildTimes(build);
  const elapsedMs =
    times.waitMs ?? (isFinished(build.status) ? 0 : context.now.getTime() - build.createdS * 1000);
  const unwaited = nobodyWaits(catalog.people, build);
  const timeZone = catalog.hours.timeZone ?? context.timeZone;
  return {
    ...headOf(build),
    ...kin,
    isRerun: build.isRerun,
    services: servicesOf(book, build),
    timeZone,
    elapsedMs: Math.max(0, elapsedMs),
    waitMs: times.waitMs,
    queueMs: times.queueMs,
    runMs: times.runMs,
    usualWait: usual.wait,
    verdict: slowerThanUsual(times.waitMs ?? elapsedMs, usual.wait, build.status === 'success'),
    path: times.path,
    stages: build.stages.map((stage, index) =>
      tellStage(build, stage, times.stages[index], { book, usual, insides }),
    ),
    lost: unwaited === null ? await readLost(context, timeZone, build) : [],
    nobodyWaits: unwaited,
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
  return CAUSES.flatMap(cause => {
    const sum = lost.get(cause);
    return sum === undefined ? [] : [{ cause, ...sum }];
  });
}
