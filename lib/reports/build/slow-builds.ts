import { z } from 'zod';
import { UsualWaits } from '@/lib/builds/usual-waits';
import { sql } from '@/lib/db/sql';
import { IS_ON_DEFAULT_BRANCH } from '@/lib/facts/build-sql';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import type { ReaderContext } from '@/lib/weeks/reader';
import type { ReportFigures } from './report-figures';

/** A build stands out that took so many times what is usual, of as many builds as its own page asks for. */
const TIMES_USUAL = 2;
const FEWEST_USUAL = 10;
const SHOWN = 3;

const row = z.object({
  repoId: z.int(),
  repository: z.string(),
  number: z.int(),
  createdS: z.number(),
  isOnDefaultBranch: z.boolean(),
});

/** Of the slowest successful builds of some days, those that took at least twice what is usual, by how many times as long. */
export async function readSlowBuilds(
  context: ReaderContext,
  filter: MetricFilter,
): Promise<ReportFigures['slowBuilds']> {
  const { rows: slowest } = await runMetric(context, 'slowest-builds', filter);
  if (slowest.length === 0) return [];
  const wanted = slowest.map(({ repository, number }) => `${repository} ${number}`);
  const { rows } = await context.source.pool.query(sql`
    select b.repo_id as "repoId", r.slug as repository, b.number,
      extract(epoch from b.created_at)::double precision as "createdS",
      ${IS_ON_DEFAULT_BRANCH} as "isOnDefaultBranch"
    from repo r join build b on b.repo_id = r.id
    where r.slug = any(${slowest.map(({ repository }) => repository)}::text[])
      and b.number = any(${slowest.map(({ number }) => number)}::bigint[])
      and r.slug || ' ' || b.number = any(${wanted}::text[])
    order by b.created_at`);
  const builds = row.array().parse(rows);
  const [first, last] = [builds[0]?.createdS, builds.at(-1)?.createdS];
  if (first === undefined || last === undefined) return [];
  const usual = await UsualWaits.read(context, first, last, new Set(builds.map(({ repoId }) => repoId)));
  return builds
    .flatMap(build => {
      const slow = slowest.find(
        ({ repository, number }) => repository === build.repository && number === build.number,
      );
      const { n, p50Ms } = usual.of(build);
      if (slow === undefined || n < FEWEST_USUAL || p50Ms === null || slow.waitMs < TIMES_USUAL * p50Ms)
        return [];
      return [{ ...slow, usualMs: p50Ms }];
    })
    .sort((a, b) => b.waitMs / b.usualMs - a.waitMs / a.usualMs)
    .slice(0, SHOWN);
}
