import { z } from 'zod';
import type { NamedStep } from '@/lib/builds/ownership';
import { findSeries } from '@/lib/builds/ownership';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_ON_DEFAULT_BRANCH, IS_OPEN, IS_RERUN, STATE } from '@/lib/facts/build-sql';
import { stageOffsetS } from '@/lib/facts/runner-clock';
import { EVENTS, eventsOf } from '@/lib/facts/vocabulary';
import { codeOf, type WeekReader } from '@/lib/weeks/reader';

/** More than this are not under way at once anywhere. */
const MAX_OPEN_BUILDS = 10_000;

const buildRow = z.object({
  repoId: z.int(),
  number: z.int(),
  status: z.string(),
  event: z.string(),
  createdS: z.number(),
  isOnDefaultBranch: z.boolean(),
  isRerun: z.boolean(),
});

const partRow = z.object({
  repoId: z.int(),
  number: z.int(),
  pipeline: z.string(),
  step: z.string(),
  status: z.string(),
  startedS: z.number().nullable(),
  stageStartedS: z.number().nullable(),
  stageStoppedS: z.number().nullable(),
  updatedS: z.number().nullable(),
  stageStatus: z.string(),
  machine: z.string().nullable(),
  isDetached: z.boolean(),
});

/** A pipeline of a build that has not ended (step ''), or a step of it. */
interface OpenPart extends NamedStep {
  status: string;
  /** Unix seconds by the server's clock; null: not yet. */
  startedS: number | null;
  machine: string | null;
  /** It runs beside the others, as long as they do. */
  isDetached: boolean;
}

/** A build that has not ended. */
export interface OpenBuild extends z.infer<typeof buildRow> {
  parts: OpenPart[];
}

/**
 * Builds that have not ended, of the filter but its range: they belong to no day yet. Those of repositories that
 * nobody follows any more are left out: their end would never be seen.
 */
export async function readOpenBuilds(reader: WeekReader): Promise<OpenBuild[]> {
  const repoIds = reader.series.repoIds === null ? null : [...reader.series.repoIds];
  const found = z.array(buildRow).parse((await reader.pool.query(openBuilds(repoIds))).rows);
  if (found.length === 0) return [];
  const { rows } = await reader.pool.query(partsOf(found));
  const parts = new Map<string, OpenPart[]>();
  const createdS = new Map(found.map(build => [`${build.repoId}/${build.number}`, build.createdS]));
  for (const row of z.array(partRow).parse(rows)) {
    const key = `${row.repoId}/${row.number}`;
    parts.set(key, [...(parts.get(key) ?? []), toPart(row, createdS.get(key) ?? 0)]);
  }
  return found
    .map(build => ({ ...build, parts: parts.get(`${build.repoId}/${build.number}`) ?? [] }))
    .filter(build => isAskedFor(reader, build));
}

/** A build that is under way says itself how far its runners' clocks are off. */
function toPart(row: z.infer<typeof partRow>, createdS: number): OpenPart {
  const { pipeline, step, status, startedS, machine, isDetached } = row;
  const stage = {
    status: row.stageStatus,
    startedS: row.stageStartedS,
    stoppedS: row.stageStoppedS,
    updatedS: row.updatedS,
  };
  const offsetS = stageOffsetS({ createdS, startedS: null, finishedS: null }, stage, null);
  const part = { pipeline, step, status, machine, isDetached };
  return { ...part, startedS: startedS === null ? null : startedS - offsetS };
}

function isAskedFor({ scope, series, book }: WeekReader, build: OpenBuild): boolean {
  const { branch, event } = scope;
  const events = eventsOf(event);
  if (events !== null && !events.includes(EVENTS[codeOf(EVENTS, build.event)] ?? 'other')) return false;
  if (branch !== 'all' && (branch === 'default') !== build.isOnDefaultBranch) return false;
  if (series.repoIds === null) return true;
  const steps = build.parts.filter(part => part.step !== '');
  return series.groupsOf(build.repoId, 'none').some(group => {
    if (group.isWhole || build.parts.length === 0) return true;
    const [told, marks] = steps.length > 0 ? [steps, group.steps] : [build.parts, group.pipelines];
    return told.some(part => marks[findSeries(book, build.repoId, part.pipeline, part.step)?.id ?? -1] === 1);
  });
}

/** Each repository has few builds without an end, and its index finds them. */
function openBuilds(repoIds: number[] | null): SqlStatement {
  return sql`
    select b.repo_id as "repoId", b.number, ${STATE} as status, b.event,
      extract(epoch from b.created_at)::double precision as "createdS",
      ${IS_ON_DEFAULT_BRANCH} as "isOnDefaultBranch",
      ${IS_RERUN} as "isRerun"
    from repo r
    cross join lateral (
      select * from build b
      where b.repo_id = r.id and b.finished_at is null and ${IS_OPEN}
    ) b
    where r.active and r.is_current and (${repoIds}::int[] is null or r.id = any(${repoIds}::int[]))
    order by b.created_at desc
    limit ${MAX_OPEN_BUILDS}`;
}

function partsOf(keys: ReadonlyArray<{ repoId: number; number: number }>): SqlStatement {
  return sql`
    select k.repo_id as "repoId", k.number, g.name as pipeline, p.step, p.status, g.machine, p.detached as "isDetached",
      extract(epoch from p.started_at)::double precision as "startedS",
      extract(epoch from g.started_at)::double precision as "stageStartedS",
      extract(epoch from g.stopped_at)::double precision as "stageStoppedS",
      extract(epoch from g.updated_at)::double precision as "updatedS", g.status as "stageStatus"
    from unnest(${keys.map(key => key.repoId)}::int[], ${keys.map(key => key.number)}::bigint[]) as k(repo_id, number)
    join stage g on g.repo_id = k.repo_id and g.build_number = k.number
    cross join lateral (
      select '' as step, g.status, g.started_at, 0 as place, false as detached
      union all
      select s.name, s.status, s.started_at, s.number, s.detached is true
      from step s where s.repo_id = g.repo_id and s.build_number = g.build_number and s.stage_number = g.number
    ) p
    order by k.repo_id, k.number, g.number, p.place`;
}
