import type { MetricName } from '@/lib/metrics/registry';
import { ownerOf } from './metric-world';
import {
  bandsOf,
  bucketOf,
  byBucket,
  failedRatio,
  groupBy,
  percentiles,
  type Question,
  rankMs,
  waits,
} from './naive-figures';
import {
  cacheSum,
  caches,
  groups,
  isServiceInScope,
  moneyOf,
  seriesOf,
  stepRow,
  teamOf,
  timedSteps,
  totals,
} from './naive-rows';
import type { NaiveScope } from './naive-scope';

/** Rows that tie, bands and histograms have properties instead, in tests of their own. */
type CheckedByProperties =
  | 'change-split'
  | 'distribution'
  | 'freshness'
  | 'lost-places'
  | 'queue-peak'
  | 'slowest-builds'
  | 'slowest-runs'
  | 'span-weeks'
  | 'step-spans';

export type NaiveMetricName = Exclude<MetricName, CheckedByProperties>;

/** Rows by metric, in no particular order, from all facts one by one. */
export const NAIVE_ANSWERS: Record<NaiveMetricName, (question: Question) => object[]> = {
  wait: q =>
    byBucket(q, q.scope.picked(q.days), waits).map(([bucket, seconds]) => ({
      bucket,
      ...percentiles(seconds),
    })),

  outcomes: q =>
    byBucket(q, q.scope.picked(q.days), picks => picks).map(([bucket, picks]) => {
      const count = (...words: string[]) => picks.filter(({ status }) => words.includes(status)).length;
      return {
        bucket,
        builds: picks.length,
        successCount: count('success'),
        failureCount: count('failure'),
        errorCount: count('error'),
        killedCount: count('killed'),
        otherCount: count('skipped', 'declined'),
        failedRatio: failedRatio(picks.map(({ status }) => status)),
      };
    }),

  totals: q => [totals(q, 'now', q.days), totals(q, 'before', q.previousDays)],

  services: q =>
    groups(q, 'service').map(({ key, ...rest }) => {
      const own = caches(q, q.days).filter(
        ({ build, step }) => ownerOf(build.repository, step.pipeline, step.step).service === key,
      );
      return { service: key, team: teamOf(key), ...rest, missMs: cacheSum(own).missMs };
    }),

  teams: q => {
    const services: Record<string, number> = { blue: 2, red: 3, grey: 1, acme: 2 };
    return groups(q, 'team').map(({ key, ...rest }) => {
      const { lostMoney, lowMoney, highMoney, currency } = moneyOf(q, rest);
      const lostPerDeveloperMs = rest.developers === 0 ? null : rest.lostMs / rest.developers;
      return {
        team: key,
        services: services[key],
        ...rest,
        lostPerDeveloperMs,
        currency,
        lowMoney,
        lostMoney,
        highMoney,
      };
    });
  },

  heatmap: q =>
    [...groupBy(q.scope.picked(q.days), ({ build }) => `${build.weekday} ${build.hour}`)].map(
      ([key, picks]) => {
        const [weekday, hour] = key.split(' ').map(Number);
        const timed = picks.filter(({ isTimed }) => isTimed);
        const queues = timed.map(({ queueS }) => queueS);
        return {
          weekday,
          hour,
          builds: picks.length,
          n: timed.length,
          waitP50Ms: rankMs(waits(picks), 0.5),
          waitP90Ms: rankMs(waits(picks), 0.9),
          queueP50Ms: rankMs(queues, 0.5),
          queueP90Ms: rankMs(queues, 0.9),
        };
      },
    ),

  targets: q =>
    Object.entries(q.settings.targets).flatMap(([service, { p90Seconds }]) => {
      if (!isServiceInScope(q, service)) return [];
      const picks = q.scope.picks(q.days, 'service').get(service) ?? [];
      const row = (bucket: string | null, seconds: number[]) => ({
        service,
        bucket,
        targetMs: p90Seconds * 1000,
        n: seconds.length,
        withinRatio:
          seconds.length === 0 ? null : seconds.filter(s => s <= p90Seconds).length / seconds.length,
        p90Ms: rankMs(seconds, 0.9),
      });
      return [
        row(null, waits(picks)),
        ...byBucket(q, picks, waits).map(([bucket, seconds]) => row(bucket, seconds)),
      ];
    }),

  'stage-times': q =>
    [...groupBy(q.scope.stages(q.days), ({ build }) => bucketOf(q, build.day))].flatMap(
      ([bucket, stages]) => {
        const ran = stages.map(({ stage }) => stage).filter(({ hasRun }) => hasRun);
        const runs = ran.filter(({ status, runS }) => status === 'success' && runS !== null);
        const parts = {
          queue: ran.flatMap(({ queueS }) => queueS ?? []),
          dependency: ran.map(({ dependencyS }) => dependencyS),
          run: runs.map(({ runS }) => runS ?? 0),
        };
        return Object.entries(parts).flatMap(([part, seconds]) =>
          seconds.length === 0 ? [] : [{ bucket, part, ...percentiles(seconds) }],
        );
      },
    ),

  runners: q => {
    const ran = q.scope.stages(q.days).filter(({ stage }) => stage.runS !== null);
    return [...groupBy(ran, ({ stage }) => stage.machine ?? '')].map(([machine, stages]) => {
      const runs = stages.map(({ stage }) => stage.runS ?? 0);
      const queues = stages.flatMap(({ stage }) => stage.queueS ?? []);
      const busyS = runs.reduce((sum, s) => sum + s, 0);
      return {
        machine: machine === '' ? null : machine,
        stages: stages.length,
        busyMs: busyS * 1000,
        meanStages: busyS / (new Set(stages.map(({ build }) => build.day)).size * 86_400),
        queueP50Ms: rankMs(queues, 0.5),
        queueP90Ms: rankMs(queues, 0.9),
        runP50Ms: rankMs(runs, 0.5),
      };
    });
  },

  'step-durations': q => {
    const names = ({ build, step }: ReturnType<NaiveScope['steps']>[number]) =>
      [build.repository, step.pipeline, step.step, bucketOf(q, build.day)].join('\n');
    return [...groupBy(timedSteps(q, q.days), names)].map(([key, runs]) => {
      const [repository, pipeline, step, bucket] = key.split('\n');
      return { repository, pipeline, step, bucket, ...percentiles(runs.map(run => run.step.runS)) };
    });
  },

  steps: q => {
    const names = [...new Set(q.scope.steps({ from: '0000', until: '9999' }).map(seriesOf))];
    return names
      .map(name => stepRow(q, name))
      .filter(row => row.n + row.nBefore + row.lostMs > 0 || row.failedRatio !== null);
  },

  'time-to-publish': q => {
    const publishing = timedSteps(q, q.days).filter(({ step }) =>
      ['publish', 'docker push', 'upload', 'shop-deploy', 'release'].includes(step.step),
    );
    const byBuild = [...groupBy(publishing, ({ build }) => `${build.repository}#${build.number}`).values()];
    const published = byBuild.flatMap(steps => {
      const lastS = Math.max(...steps.map(({ step }) => step.stopS ?? 0));
      const day = steps[0]?.build.day ?? '';
      return lastS > 0 ? [{ way: 'published', day, seconds: lastS }] : [];
    });
    const promoted = q.scope.picked(q.days).flatMap(({ build, status, waitS }) => {
      if (build.event !== 'promote' || status !== 'success' || build.pushedS === null) return [];
      return [
        {
          way: 'promoted',
          day: build.day,
          seconds: Math.max(0, build.createdS + build.approvalS + waitS - build.pushedS),
        },
      ];
    });
    return [...groupBy([...published, ...promoted], ({ way, day }) => `${way} ${bucketOf(q, day)}`)].map(
      ([key, times]) => {
        const [way, bucket] = key.split(' ');
        return { bucket, way, ...percentiles(times.map(({ seconds }) => seconds)) };
      },
    );
  },

  'cache-rates': q =>
    [...groupBy(caches(q, q.days), c => `${c.kind}\n${c.tool}\n${bucketOf(q, c.build.day)}`)].map(
      ([key, own]) => {
        const [kind, tool, bucket] = key.split('\n');
        return { kind, tool, bucket, ...cacheSum(own) };
      },
    ),

  'cache-steps': q => {
    const nameOf = (c: ReturnType<typeof caches>[number]) =>
      [c.build.repository, c.step.pipeline, c.step.step, c.kind, c.tool].join('\n');
    const before = groupBy(caches(q, q.previousDays), nameOf);
    return [...groupBy(caches(q, q.days), nameOf)].map(([key, own]) => {
      const [repository = '', pipeline = '', step = '', kind, tool] = key.split('\n');
      const { service } = ownerOf(repository, pipeline, step);
      const hitBeforeRatio = cacheSum(before.get(key) ?? []).hitRatio;
      return { service, repository, pipeline, step, kind, tool, ...cacheSum(own), hitBeforeRatio };
    });
  },

  lost: q =>
    [...groupBy(q.scope.lost(q.days), ({ day, cause }) => `${bucketOf(q, day)} ${cause}`)].map(
      ([key, amounts]) => {
        const [bucket, cause] = key.split(' ');
        return { bucket, cause, ...bandsOf(amounts) };
      },
    ),

  'lost-steps': q =>
    [...groupBy(q.scope.lost(q.days), ({ slug, place }) => `${slug}\n${place}`)].map(([key, amounts]) => {
      const [repository, place = ''] = key.split('\n');
      const [pipeline, step] = place.split('/');
      const lostTo = (cause: string) => bandsOf(amounts.filter(amount => amount.cause === cause)).lostMs;
      return {
        repository,
        pipeline,
        step: step === '' ? null : step,
        ...bandsOf(amounts),
        queueMs: lostTo('queue'),
        switchMs: lostTo('switch'),
      };
    }),

  'step-names': q => {
    const lostOn = (days: Question['days']) =>
      q.scope.lost(days).flatMap(amount => {
        const [pipeline = '', step = ''] = amount.place?.split('/') ?? [];
        return step === '' ? [] : { ...amount, pipeline, step };
      });
    const [lost, lostBefore] = [lostOn(q.days), lostOn(q.previousDays)];
    const timed = timedSteps(q, q.days);
    const names = new Set([...timed.map(({ step }) => step.step), ...lost.map(({ step }) => step)]);
    return [...names].map(name => {
      const own = timed.filter(({ step }) => step.step === name);
      const ownLost = lost.filter(({ step }) => step === name);
      const medians = [...groupBy(own, seriesOf).values()].flatMap(
        runs =>
          rankMs(
            runs.map(({ step }) => step.runS),
            0.5,
          ) ?? [],
      );
      const places = [
        ...own.map(({ build, step }) => [build.repository, step.pipeline] as const),
        ...ownLost.map(({ slug, pipeline }) => [slug, pipeline] as const),
      ];
      return {
        step: name,
        services: new Set(places.map(([slug, pipeline]) => ownerOf(slug, pipeline, name).service ?? slug))
          .size,
        repositories: new Set(places.map(([slug]) => slug)).size,
        n: own.length,
        p50Ms: rankMs(
          own.map(({ step }) => step.runS),
          0.5,
        ),
        p50LeastMs: medians.length === 0 ? null : Math.min(...medians),
        p50MostMs: medians.length === 0 ? null : Math.max(...medians),
        ...bandsOf(ownLost),
        lostBeforeMs: bandsOf(lostBefore.filter(({ step }) => step === name)).lostMs,
      };
    });
  },
};
