import { z } from 'zod';
import { at } from '@/lib/at';
import { servicesOfSteps } from '@/lib/builds/ownership';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { OPEN_STATUSES } from '@/lib/facts/vocabulary';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import { endOf, isTimed, openReader, type ReaderContext } from '@/lib/weeks/reader';
import { MIN_BUILDS as MIN_SINCE } from '../detail/baseline';
import { type KnownChange, Levels, readKnownChanges, sameRepositories } from '../known-changes';
import { ciLink } from '../links';
import { type ListedFacts, readListedFacts } from '../listed-facts';
import { type OpenBuild, readOpenBuilds } from './open-builds';

/** Builds so old at most say how long one takes now. */
const LOOKED_AT = '28d';

const runningBuildSchema = z.object({
  repository: z.string(),
  number: z.int(),
  services: z.array(z.string()),
  status: z.enum(OPEN_STATUSES),
  event: z.string(),
  branch: z.string().nullable(),
  title: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  elapsedMs: z.number().describe('Since the push'),
  runningSteps: z
    .array(z.object({ pipeline: z.string(), step: z.string(), elapsedMs: z.number().nullable() }))
    .describe('Without those that run beside the others, as long as these do'),
  left: z
    .object({
      n: z.int().describe('Earlier builds that took at least as long as this one has so far'),
      p50Ms: z.number().nullable(),
      p90Ms: z.number().nullable(),
      isOverdue: z.boolean().describe('It has taken longer than all of the last 28 days'),
      since: z.iso
        .date()
        .nullable()
        .describe('Of builds since this day, on which the wait changed; null: of all 28 days'),
    })
    .describe(
      'Expected to be left, of what successful builds of the last 28 days still took; null: n is below 5',
    ),
  link: z.string(),
});

/** Builds under way, oldest first. */
export const runningBuildsSchema = z.object({
  now: z.iso.datetime(),
  /** When a poller last looked; null: none is at work, and builds may have ended long ago. */
  polledAt: z.iso.datetime().nullable(),
  rows: z.array(runningBuildSchema),
});

export type RunningBuild = z.infer<typeof runningBuildSchema>;
export type RunningBuilds = z.infer<typeof runningBuildsSchema>;

/** Builds that have not ended, of the filter but its range, with the time that they are expected to take yet. */
export async function readRunningBuilds(
  context: ReaderContext,
  filter: MetricFilter,
): Promise<RunningBuilds> {
  const { pool } = context.source;
  const reader = await openReader(context, filter);
  const open = (await readOpenBuilds(reader)).sort((a, b) => a.createdS - b.createdS);
  const facts = await readListedFacts(pool, open);
  const repoIds = sameRepositories(
    reader.book,
    open.map(({ repoId }) => repoId),
  );
  const waits =
    open.length === 0 ? new Map<string, Levels<number[]>>() : await readWaits(context, filter, repoIds);
  const beat = await pool.query<{ at: Date | null }>(sql`select max(heartbeat_at) as at from poller`);
  return {
    now: context.now.toISOString(),
    polledAt: beat.rows[0]?.at?.toISOString() ?? null,
    rows: open.flatMap(build => {
      const fact = facts.get(`${build.repoId}/${build.number}`);
      if (fact === undefined) return [];
      const services = servicesOfSteps(reader.book, build.repoId, fact.steps);
      return toRow(build, fact, {
        services,
        nowMs: context.now.getTime(),
        waits: waits.get(fact.repository) ?? new Levels<number[]>([], () => []),
      });
    }),
  };
}

/**
 * Seconds that builds of the last weeks were waited for, by repository; as far as the steps of the filter go.
 *
 * @param repoIds of these it is asked what changed
 */
async function readWaits(
  context: ReaderContext,
  filter: MetricFilter,
  repoIds: ReadonlySet<number>,
): Promise<Map<string, Levels<number[]>>> {
  const reader = await openReader(context, { ...filter, range: LOOKED_AT, branch: 'all', event: 'all' });
  const { days } = reader.scope;
  // What is known to have changed is the wait for whole builds.
  const isWhole = filter.pipeline === null && filter.step === null;
  const known = isWhole ? await readKnownChanges(context, repoIds, [days.from, days.until]) : [];
  const changes = new Map<string, KnownChange[]>();
  for (const change of known) {
    const slug = reader.book.repos.get(change.repoId)?.slug;
    if (change.kind === 'wait' && slug !== undefined) entryOf(changes, slug, () => []).push(change);
  }
  const waits = new Map<string, Levels<number[]>>();
  await reader.forEachBuilds('now', 'none', ({ slice, selected }) => {
    const { repo, builds } = slice;
    const own = entryOf(waits, repo.slug, () => new Levels<number[]>(changes.get(repo.slug) ?? [], () => []));
    for (let i = 0; i < selected.n; i += 1) {
      if (!isTimed(builds, selected, i)) continue;
      const waitS = at(selected.waitS, i, 'waitS');
      own.forEachAt(endOf(builds, at(selected.index, i, 'index')), list => list.push(waitS));
    }
  });
  return waits;
}

function toRow(
  build: OpenBuild,
  facts: ListedFacts,
  { services, nowMs, waits }: { services: string[]; nowMs: number; waits: Levels<number[]> },
): RunningBuild {
  const { repository, number, event, branch, title, createdAt, startedAt } = facts;
  const { link } = ciLink(facts);
  const status = statusOf(build);
  const elapsedMs = Math.max(0, nowMs - build.createdS * 1000);
  const runningSteps = build.parts
    .filter(part => part.step !== '' && part.status === 'running' && !part.isDetached)
    .map(({ pipeline, step, startedS }) => ({
      pipeline,
      step,
      elapsedMs: startedS === null ? null : Math.max(0, nowMs - startedS * 1000),
    }));
  return {
    repository,
    number,
    services,
    status,
    event,
    branch,
    title,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    elapsedMs,
    runningSteps,
    left: status === 'blocked' ? UP_TO_SOMEBODY : timeLeftNow(waits, elapsedMs),
    link,
  };
}

/** Nobody knows when it will be approved. */
const UP_TO_SOMEBODY = { n: 0, p50Ms: null, p90Ms: null, isOverdue: false, since: null };

/** By builds since the wait changed, where enough of them took as long: those before would say what no longer is. */
function timeLeftNow(waits: Levels<number[]>, elapsedMs: number): RunningBuild['left'] {
  const { gathered, since } = waits.newest(({ length }) => length >= MIN_SINCE);
  const left = timeLeft(gathered, elapsedMs);
  return left.n < MIN_BUILDS ? { ...timeLeft(waits.whole, elapsedMs), since: null } : { ...left, since };
}

function statusOf({ status }: OpenBuild): RunningBuild['status'] {
  return OPEN_STATUSES.find(word => word === status) ?? 'pending';
}

/** Fewer builds than this say nothing. */
const MIN_BUILDS = 5;

/** What a build that is under way may still take. */
export interface TimeLeft {
  /** Earlier builds that took at least as long as this one has so far: the figures stand on them. */
  n: number;
  /** Null where too few did. */
  p50Ms: number | null;
  p90Ms: number | null;
  /** It has taken longer than every earlier one, of which there are enough to say so. */
  isOverdue: boolean;
}

/**
 * Of the earlier builds that lasted at least as long as this one has already, how long they still took: percentiles
 * by nearest rank of wait − elapsed. A build that has run for ten minutes is compared with long builds only.
 *
 * @param waitsS of earlier builds, seconds, in any order
 */
export function timeLeft(waitsS: readonly number[], elapsedMs: number): TimeLeft {
  const longer = waitsS.filter(waitS => waitS * 1000 >= elapsedMs).sort((a, b) => a - b);
  const isOverdue = waitsS.length >= MIN_BUILDS && longer.length === 0;
  if (longer.length < MIN_BUILDS) return { n: longer.length, p50Ms: null, p90Ms: null, isOverdue };
  const leftMs = (q: number) =>
    at(longer, Math.ceil(q * longer.length - 1e-9) - 1, 'longer') * 1000 - elapsedMs;
  return { n: longer.length, p50Ms: leftMs(0.5), p90Ms: leftMs(0.9), isOverdue };
}
