import { ownerOf } from './metric-world';
import { bandsOf, byBucket, failedRatio, groupBy, type Question, rankMs, waits } from './naive-figures';
import type { Days, NaiveScope } from './naive-scope';

export function totals(q: Question, period: string, days: Days) {
  const picks = q.scope.picked(days);
  const timed = picks.filter(({ isTimed }) => isTimed);
  const people = picks.flatMap(({ build }) => build.person ?? []);
  const bands = bandsOf(q.scope.lost(days));
  const stuck = q.scope.lost(days).filter(({ isStuck }) => isStuck);
  const busyS = q.scope.stages(days).reduce((sum, { stage }) => sum + (stage.runS ?? 0), 0);
  return {
    period,
    builds: picks.length,
    n: timed.length,
    p50Ms: rankMs(waits(picks), 0.5),
    p90Ms: rankMs(waits(picks), 0.9),
    queueP50Ms: rankMs(
      timed.map(({ queueS }) => queueS),
      0.5,
    ),
    queueP90Ms: rankMs(
      timed.map(({ queueS }) => queueS),
      0.9,
    ),
    failedRatio: failedRatio(picks.map(({ status }) => status)),
    waitedBuilds: people.length,
    developers: new Set(people).size,
    ...bands,
    stuckMs: stuck.reduce((sum, amount) => sum + amount.bands[2], 0),
    stuckBuilds: new Set(stuck.map(({ slug, number }) => `${slug}#${number}`)).size,
    lostPerBuildMs: people.length === 0 ? null : bands.lostMs / people.length,
    lostPerDeveloperMs: people.length === 0 ? null : bands.lostMs / new Set(people).size,
    ...moneyOf(q, bands),
    runnerMoney: ((busyS * 1000) / 3_600_000) * (q.settings.cost.runnerRatePerHour ?? Number.NaN),
  };
}

export function moneyOf(
  { settings }: Question,
  { lowMs, lostMs, highMs }: Record<'lowMs' | 'lostMs' | 'highMs', number>,
) {
  const { ratePerHour, currency } = settings.cost;
  const money = (ms: number) => ms * (ratePerHour / 3_600_000);
  return { currency, lowMoney: money(lowMs), lostMoney: money(lostMs), highMoney: money(highMs) };
}

/** Figures of services or teams, without those that neither built nor lost anything. */
export function groups(q: Question, by: 'service' | 'team') {
  const [now, before] = [q.scope.picks(q.days, by), q.scope.picks(q.previousDays, by)];
  const lostBy = (days: Days) => groupBy(q.scope.lost(days), amount => amount[by]);
  const [lost, lostBefore] = [lostBy(q.days), lostBy(q.previousDays)];
  const keys = new Set([...now.keys(), ...before.keys(), ...lost.keys(), ...lostBefore.keys()]);
  return [...keys].map(key => {
    const [picks, old] = [now.get(key) ?? [], before.get(key) ?? []];
    const people = picks.flatMap(({ build }) => build.person ?? []);
    const bands = bandsOf(lost.get(key) ?? []);
    const trend = new Map(byBucket(q, picks, waits));
    return {
      key,
      builds: picks.length,
      buildsBefore: old.length,
      n: waits(picks).length,
      p50Ms: rankMs(waits(picks), 0.5),
      p90Ms: rankMs(waits(picks), 0.9),
      nBefore: waits(old).length,
      p50BeforeMs: rankMs(waits(old), 0.5),
      p90BeforeMs: rankMs(waits(old), 0.9),
      failedRatio: failedRatio(picks.map(({ status }) => status)),
      failedBeforeRatio: failedRatio(old.map(({ status }) => status)),
      waitedBuilds: people.length,
      waitedBuildsBefore: old.flatMap(({ build }) => build.person ?? []).length,
      developers: new Set(people).size,
      ...bands,
      lostBeforeMs: bandsOf(lostBefore.get(key) ?? []).lostMs,
      lostPerBuildMs: people.length === 0 ? null : bands.lostMs / people.length,
      trendMs: q.buckets.map(bucket => rankMs(trend.get(bucket) ?? [], 0.5)),
    };
  });
}

export function teamOf(service: string): string {
  const teams: Record<string, string> = { api: 'blue', shop: 'blue', tools: 'grey' };
  return teams[service] ?? (service.startsWith('suite/') ? 'red' : 'acme');
}

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
    .ofAnyBuild()
    .steps({ from: '0000', until: '9999' })
    .some(({ build, step }) => ownerOf(build.repository, step.pipeline, step.step).service === service);
}
