import { ownerOf } from './metric-world';
import { bandsOf, failedRatio, rankMs } from './naive-figures';
import { teamOf } from './naive-groups';
import type { Question } from './naive-question';
import type { Days, NaiveScope } from './naive-scope';

export function timedSteps({ scope }: Question, days: Days) {
  return scope
    .steps(days)
    .filter(
      ({ build, step }) =>
        build.status === 'success' && step.status === 'success' && !step.detached && step.stopS !== null,
    );
}

export function seriesOf({ build, step }: ReturnType<NaiveScope['steps']>[number]): string {
  return [build.repository, step.pipeline, step.step].join('\n');
}

export function stepRow(q: Question, name: string) {
  const [repository = '', pipeline = '', step = ''] = name.split('\n');
  const timed = timedSteps(q, q.days).filter(run => seriesOf(run) === name);
  const before = timedSteps(q, q.previousDays).filter(run => seriesOf(run) === name);
  const all = q.scope.steps(q.days).filter(run => seriesOf(run) === name);
  const seconds = timed.map(run => run.step.runS);
  const secondsBefore = before.map(run => run.step.runS);
  const lostOn = (days: Days) =>
    bandsOf(
      q.scope.lost(days).filter(({ slug, place }) => slug === repository && place === `${pipeline}/${step}`),
    ).lostMs;
  return {
    ...ownerOf(repository, pipeline, step),
    team: teamOf(ownerOf(repository, pipeline, step).service),
    repository,
    pipeline,
    step,
    n: timed.length,
    p50Ms: rankMs(seconds, 0.5),
    p75Ms: rankMs(seconds, 0.75),
    p90Ms: rankMs(seconds, 0.9),
    p95Ms: rankMs(seconds, 0.95),
    nBefore: before.length,
    p50BeforeMs: rankMs(secondsBefore, 0.5),
    p90BeforeMs: rankMs(secondsBefore, 0.9),
    totalMs: seconds.reduce((sum, s) => sum + s, 0) * 1000,
    failedRatio: failedRatio(all.map(run => run.step.status)),
    onPathRatio: timed.length === 0 ? null : timed.filter(run => run.step.isOnPath).length / timed.length,
    exclusiveP50Ms: rankMs(
      timed.map(run => run.step.exclusiveS),
      0.5,
    ),
    lostMs: lostOn(q.days),
    lostBeforeMs: lostOn(q.previousDays),
  };
}

export function caches({ scope }: Question, days: Days) {
  return scope
    .steps(days)
    .flatMap(({ build, step }) => step.caches.map(cache => ({ build, step, ...cache })));
}

export function cacheSum(own: ReturnType<typeof caches>) {
  const told = own.filter(({ hits, misses }) => hits !== null && misses !== null);
  const hits = told.reduce((sum, cache) => sum + (cache.hits ?? 0), 0);
  const misses = told.reduce((sum, cache) => sum + (cache.misses ?? 0), 0);
  const times = own.flatMap(({ missMs }) => missMs ?? []);
  return {
    hits,
    misses,
    hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
    missMs: times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0),
    logs: told.length,
    silentLogs: own.length - told.length,
  };
}

export function isServiceInScope({ scope }: Question, service: string): boolean {
  return scope
    .steps({ from: '0000', until: '9999' })
    .some(({ build, step }) => ownerOf(build.repository, step.pipeline, step.step).service === service);
}
