import { z } from 'zod';
import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { SpanSums } from '@/lib/metrics/engine/span-sums';
import { withoutSecrets } from '@/lib/shown-text';
import {
  type BookSeries,
  BUILD_FLAG,
  forEachSeries,
  type SeriesBook,
  STATUS,
  STEP_FLAG,
  UNKNOWN,
  type WeekReader,
} from '@/lib/weeks/reader';

/** A command, pull or layer of a step, summed up over the weeks looked at. */
export interface SpanEvidence {
  kind: 'command' | 'layer' | 'pull' | 'other';
  label: string;
  /** Its place in the log; null: single ones are no longer kept. */
  order: number | null;
  runs: number;
  /** Of a typical run of it; null where no log tells its time. */
  meanMs: number | null;
  hits: number;
  misses: number;
  missMs: number;
  /** Logs in which it was the first layer that was not cached. */
  firstMisses: number;
}

/** What is known of a step in the weeks looked at. */
export interface StepEvidence {
  series: BookSeries;
  /** Seconds of successful runs that are no reruns, ascending. */
  seconds: Float64Array;
  onPath: number;
  /** How much sooner builds would have finished without it, together; seconds. */
  exclusiveS: number;
  /** Logs that were read. */
  logs: number;
  /** In the order of the log, as far as it is known. */
  spans: SpanEvidence[];
  /** Hits and misses by kind of cache. */
  caches: Map<string, { hits: number; misses: number }>;
}

/** A service in a repository that has builds of it. */
export interface ServiceEvidence {
  repoId: number;
  repository: string;
  service: string;
  team: string;
  builds: number;
}

/** What is known of the builds of a repository as a whole. */
export interface RepoEvidence {
  repoId: number;
  repository: string;
  /** Null: several services share its builds. */
  service: string | null;
  /** Null: services of several teams do. */
  team: string | null;
  builds: number;
  rerunBuilds: number;
  /** Successful builds that had to wait for a runner. */
  longQueues: number;
  /** The same by the local hour at which they were pushed. */
  longQueueHours: number[];
  /** The group of machines that ran most of its stages: their names without the number. */
  machines: string | null;
}

export interface Evidence {
  steps: Map<number, StepEvidence>;
  services: Map<string, ServiceEvidence>;
  repos: Map<number, RepoEvidence>;
}

/** A build that waited longer than this for a runner had to. */
const LONG_QUEUE_S = 30;

/** Everything that remedies are told by, from the weeks of a reader. */
export async function readEvidence(reader: WeekReader): Promise<Evidence> {
  const steps = await readSteps(reader);
  await addSpans(reader, steps);
  return { steps, services: await readServices(reader), repos: await readRepos(reader) };
}

async function readSteps(reader: WeekReader): Promise<Map<number, StepEvidence>> {
  const seconds = new Map<number, number[]>();
  const steps = new Map<number, StepEvidence>();
  const stepOf = (series: BookSeries) =>
    entryOf(steps, series.id, () => ({
      series,
      seconds: new Float64Array(0),
      ...{ onPath: 0, exclusiveS: 0, logs: 0 },
      spans: [],
      caches: new Map(),
    }));
  await reader.forEachWeek(
    'now',
    ['steps', 'caches'],
    ({ parts: { steps: entries, caches }, builds, mask }) => {
      forEachSeries(entries, (seriesId, from, until) => {
        const series = reader.book.series.get(seriesId);
        if (series === undefined || series.step === '') return;
        const step = stepOf(series);
        const runs = entryOf(seconds, seriesId, () => []);
        for (let i = from; i < until; i += 1) {
          const build = at(entries.build, i, 'build');
          if (mask !== null && mask[build] !== 1) continue;
          const flags = at(entries.flags, i, 'flags');
          if ((flags & STEP_FLAG.logged) !== 0) step.logs += 1;
          if ((flags & STEP_FLAG.timed) === 0 || (at(builds.flags, build, 'flags') & BUILD_FLAG.rerun) !== 0)
            continue;
          runs.push(at(entries.stopS, i, 'stopS') - at(entries.startS, i, 'startS'));
          if ((flags & STEP_FLAG.onPath) !== 0) step.onPath += 1;
          step.exclusiveS += at(entries.exclusiveS, i, 'exclusiveS');
        }
      });
      forEachSeries(caches, (seriesId, from, until) => {
        const series = reader.book.series.get(seriesId);
        if (series === undefined || series.step === '') return;
        const step = stepOf(series);
        for (let i = from; i < until; i += 1) {
          if (mask !== null && mask[at(caches.build, i, 'build')] !== 1) continue;
          const [hits, misses] = [at(caches.hits, i, 'hits'), at(caches.misses, i, 'misses')];
          if (hits === UNKNOWN || misses === UNKNOWN) continue;
          const sum = entryOf(step.caches, String(caches.kind[i]), () => ({ hits: 0, misses: 0 }));
          sum.hits += hits;
          sum.misses += misses;
        }
      });
    },
  );
  for (const [seriesId, runs] of seconds) {
    const step = steps.get(seriesId);
    if (step !== undefined) step.seconds = Float64Array.from(runs).sort();
  }
  return steps;
}

/** Labels of a step beyond these took hardly any time. */
const LABELS_A_STEP = 40;
const MOST_LABELS = 200_000;

async function addSpans(reader: WeekReader, steps: ReadonlyMap<number, StepEvidence>): Promise<void> {
  const sums = new SpanSums();
  await reader.forEachSpans([], slice => sums.add(slice));
  const found = sums.longest(LABELS_A_STEP, MOST_LABELS);
  const labels = await readLabels(
    reader,
    found.map(({ labelId }) => labelId),
  );
  for (const sum of found) {
    const label = labels.get(sum.labelId);
    const step = steps.get(sum.seriesId);
    if (label === undefined || step === undefined) continue;
    const { runs, hits, misses, missMs, firstMisses } = sum;
    const meanMs = sum.timed === 0 ? null : sum.totalMs / sum.timed;
    step.spans.push({
      kind: label.kind,
      order: null,
      label: label.label,
      runs,
      meanMs,
      hits,
      misses,
      missMs,
      firstMisses,
    });
  }
  const order = await readOrder(
    reader,
    [...steps.values()].filter(({ spans }) => spans.some(({ kind }) => kind === 'layer')),
  );
  for (const { series, spans } of steps.values()) {
    const ofStep = order.get(series.id);
    for (const span of spans) span.order = ofStep?.get(`${span.kind} ${span.label}`) ?? null;
    spans.sort((a, b) => (a.order ?? LAST) - (b.order ?? LAST));
  }
}

/** Versions before stored labels as they were printed. */
const shownLabel = z.string().transform(withoutSecrets);
const orderRow = z.object({ seriesId: z.int(), kind: z.string(), label: shownLabel, number: z.int() });

/** Where each command and layer stands in the last log of its step, while single ones are kept. */
async function readOrder(
  reader: WeekReader,
  steps: readonly StepEvidence[],
): Promise<Map<number, Map<string, number>>> {
  const { days, timeZone } = reader.scope;
  const { rows } = await reader.pool.query(sql`
    select s.id as "seriesId", b.kind, b.label, min(x.number) as number
    from unnest(${steps.map(({ series }) => series.repoId)}::int[], ${steps.map(({ series }) => series.id)}::int[])
      as s(repo_id, id)
    cross join lateral (
      select l.build_number, l.stage_number, l.step_number from step_log l
      where l.repo_id = s.repo_id and l.series_id = s.id and l.outcome = 'read'
        and l.finished_at < ${days.until}::date::timestamp at time zone ${timeZone}
      order by l.finished_at desc limit 1
    ) l
    join step_span x on x.repo_id = s.repo_id and x.build_number = l.build_number
      and x.stage_number = l.stage_number and x.step_number = l.step_number
    join span_label b on b.repo_id = s.repo_id and b.id = x.label_id
    group by s.id, b.kind, b.label`);
  const order = new Map<number, Map<string, number>>();
  for (const { seriesId, kind, label, number } of orderRow.array().parse(rows))
    entryOf(order, seriesId, () => new Map<string, number>()).set(`${kind} ${label}`, number);
  return order;
}

const LAST = Number.MAX_SAFE_INTEGER;

const labelRow = z.object({
  id: z.int(),
  kind: z.enum(['command', 'layer', 'pull', 'other']).catch('other'),
  label: shownLabel,
});

async function readLabels({ pool }: WeekReader, ids: readonly number[]) {
  const { rows } = await pool.query(sql`
    select id, kind, label from span_label where id = any(${[...new Set(ids)]}::int[])`);
  return new Map(
    labelRow
      .array()
      .parse(rows)
      .map(row => [row.id, row]),
  );
}

async function readServices(reader: WeekReader): Promise<Map<string, ServiceEvidence>> {
  const services = new Map<string, ServiceEvidence>();
  await reader.forEachBuilds('now', 'service', ({ slice: { repo }, group: { key }, selected }) => {
    const service = entryOf(services, `${repo.id} ${key}`, () => ({
      ...{ repoId: repo.id, repository: repo.slug, service: key },
      ...{ team: reader.book.teamOfService.get(key) ?? '', builds: 0 },
    }));
    service.builds += selected.n;
  });
  return services;
}

async function readRepos(reader: WeekReader): Promise<Map<number, RepoEvidence>> {
  const repos = new Map<number, RepoEvidence>();
  const machines = new Map<number, Map<string, number>>();
  await reader.forEachWeek('now', ['stages'], ({ repo, builds, mask, parts: { stages } }) => {
    const found = entryOf(repos, repo.id, () => ({
      ...{ repoId: repo.id, repository: repo.slug, ...sharersOf(repo.id, reader.book) },
      ...{ builds: 0, rerunBuilds: 0, longQueues: 0, longQueueHours: [], machines: null },
    }));
    for (let build = 0; build < builds.n; build += 1) {
      if (mask !== null && mask[build] !== 1) continue;
      found.builds += 1;
      if ((at(builds.flags, build, 'flags') & BUILD_FLAG.rerun) !== 0) found.rerunBuilds += 1;
      const isLong = at(builds.queueS, build, 'queueS') >= LONG_QUEUE_S;
      if (builds.status[build] !== STATUS.success || !isLong) continue;
      found.longQueues += 1;
      const hour = at(builds.createdHour, build, 'createdHour') % 24;
      found.longQueueHours[hour] = (found.longQueueHours[hour] ?? 0) + 1;
    }
    const groups = entryOf(machines, repo.id, () => new Map<string, number>());
    for (let i = 0; i < stages.n; i += 1) {
      const machine = stages.machines[at(stages.machine, i, 'machine') - 1];
      if (machine === undefined) continue;
      const group = machine.replace(/[\d.-]+$/, '');
      groups.set(group, entryOf(groups, group, () => 0) + 1);
    }
  });
  for (const [repoId, groups] of machines) {
    const [most] = [...groups].sort(([, a], [, b]) => b - a);
    const repo = repos.get(repoId);
    if (repo !== undefined) repo.machines = most?.[0] ?? null;
  }
  return repos;
}

/** The service and team that all builds of a repository are of. */
function sharersOf(repoId: number, { seriesOfRepo }: SeriesBook): Pick<RepoEvidence, 'service' | 'team'> {
  const all = (seriesOfRepo.get(repoId) ?? []).filter(({ service }) => service !== null);
  const only = (names: Array<string | null>) => {
    const [first, ...others] = new Set(names);
    return others.length === 0 ? (first ?? null) : null;
  };
  return { service: only(all.map(({ service }) => service)), team: only(all.map(({ team }) => team)) };
}
