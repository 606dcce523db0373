import type pg from 'pg';
import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { fromOf, type WeekFacts, type WeekKey } from './week-facts';

interface SeriesName {
  repoId: number;
  pipeline: string;
  step: string;
}

/** Ids of the series of one repository by pipeline and step; a step '' is the pipeline, a pipeline '' the repository. */
export class SeriesIds {
  readonly #ids = new Map<string, Map<string, number>>();

  add(pipeline: string, step: string, id: number): void {
    const steps = this.#ids.get(pipeline) ?? new Map<string, number>();
    this.#ids.set(pipeline, steps);
    steps.set(step, id);
  }

  /** Those of a pipeline by step; undefined: none are known. */
  ofPipeline(pipeline: string): ReadonlyMap<string, number> | undefined {
    return this.#ids.get(pipeline);
  }

  /** @throws RangeError when there is no such series */
  get(pipeline: string, step: string): number {
    const id = this.#ids.get(pipeline)?.get(step);
    if (id === undefined) throw new RangeError(`no series of pipeline "${pipeline}", step "${step}"`);
    return id;
  }
}

/** Ids of all that is named in some weeks by repository, new ones made where there are none yet. */
export async function seriesOf(
  db: pg.Pool,
  weeks: ReadonlyArray<WeekKey & WeekFacts>,
): Promise<Map<number, SeriesIds>> {
  const known = await readSeries(db, weeks);
  const missing = weeks.flatMap(week => missingIn(week, known.get(week.repoId)));
  if (missing.length === 0) return known;
  // Sorted, so that two that add the same series do not wait for each other in a circle.
  await db.query(sql`
    insert into series (repo_id, pipeline, step)
    select distinct n.repo_id, n.pipeline, n.step
    from unnest(${missing.map(({ repoId }) => repoId)}::int[], ${missing.map(({ pipeline }) => pipeline)}::text[],
      ${missing.map(({ step }) => step)}::text[]) as n(repo_id, pipeline, step)
    order by 1, 2, 3
    on conflict (repo_id, pipeline, step) do nothing`);
  return readSeries(db, weeks);
}

async function readSeries(
  db: pg.Pool,
  weeks: ReadonlyArray<WeekKey & WeekFacts>,
): Promise<Map<number, SeriesIds>> {
  const byRepo = new Map(weeks.map(({ repoId }) => [repoId, new SeriesIds()]));
  const { rows } = await db.query<SeriesName & { id: number }>(sql`
    select repo_id as "repoId", id, pipeline, step from series where repo_id = any(${[...byRepo.keys()]}::int[])`);
  for (const { repoId, id, pipeline, step } of rows) byRepo.get(repoId)?.add(pipeline, step, id);
  return byRepo;
}

function missingIn(
  { repoId, facts, buildsFrom, buildsUntil }: WeekKey & WeekFacts,
  known = new SeriesIds(),
): SeriesName[] {
  const { builds, stages, steps } = facts;
  const missing: SeriesName[] = [];
  const note = (pipeline: string, step: string, ids = known.ofPipeline(pipeline)) => {
    if (ids?.has(step) !== true) missing.push({ repoId, pipeline, step });
  };
  note('', '');
  const stagesUntil = fromOf(builds.stagesUntil, buildsUntil);
  for (let stage = fromOf(builds.stagesUntil, buildsFrom); stage < stagesUntil; stage += 1) {
    const pipeline = stages.name[stage] ?? '';
    const ids = known.ofPipeline(pipeline);
    note(pipeline, '', ids);
    const stepsUntil = at(stages.stepsUntil, stage, 'stepsUntil');
    for (let step = fromOf(stages.stepsUntil, stage); step < stepsUntil; step += 1) {
      note(pipeline, steps.name[step] ?? '', ids);
    }
  }
  return missing;
}
