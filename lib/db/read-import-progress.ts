import type pg from 'pg';
import { z } from 'zod';
import { sql } from './sql';

const row = z.object({
  servers: z.array(z.object({ url: z.string(), lastError: z.string().nullable(), discovered: z.boolean() })),
  buildsStored: z.number(),
  buildsToGo: z.number(),
  buildsPerSecond: z.number(),
  logsToGo: z.number(),
  pollersAtWork: z.number(),
  reposTotal: z.number(),
  reposDone: z.number(),
  lastError: z.string().nullable(),
});

/** How far the import has come. Counts are builds and logs; a build that is still running is not "to go". */
export type ImportProgress = z.infer<typeof row> & {
  /** Until all builds are stored, at the present rate; null while nothing moves. */
  secondsLeft: number | null;
};

/** Reads the state of the import of all servers from the database. */
export async function readImportProgress(pool: pg.Pool): Promise<ImportProgress> {
  const result = await pool.query(sql`
    with todo as (
      select repo_id, count(*) as listed from build_todo where reason <> 'unfinished' group by repo_id
    ),
    repos as (
      select i.builds_stored, i.history_done, i.last_error, i.last_error_at, r.slug,
        coalesce(t.listed, 0) + case
          when i.history_done then 0
          when i.oldest_listed is null then greatest(i.counter - r.first_number + 1, 0)
          else greatest(i.oldest_listed - r.first_number, 0)
        end as to_go
      from repo_import i
      join repo r on r.id = i.repo_id
      left join todo t on t.repo_id = i.repo_id
    ),
    errors as (
      select last_error as error, last_error_at as at from server where last_error is not null
      union all
      select slug || ': ' || last_error, last_error_at from repos where last_error is not null
    )
    select
      (select coalesce(json_agg(json_build_object('url', url, 'lastError', last_error,
        'discovered', discovered_at is not null) order by id), '[]') from server) as servers,
      (select coalesce(sum(builds_stored), 0)::double precision from repos) as "buildsStored",
      (select coalesce(sum(to_go), 0)::double precision from repos) as "buildsToGo",
      (select coalesce(sum(builds_per_second), 0)::double precision from poller
        where heartbeat_at > now() - interval '30 seconds') as "buildsPerSecond",
      (select count(*)::double precision from log_todo) as "logsToGo",
      (select count(*)::double precision from poller
        where heartbeat_at > now() - interval '30 seconds') as "pollersAtWork",
      (select count(*)::double precision from repos) as "reposTotal",
      (select count(*)::double precision from repos where to_go = 0) as "reposDone",
      (select error from errors order by at desc nulls last limit 1) as "lastError"`);
  const progress = row.parse(result.rows[0]);
  const moves = progress.buildsToGo > 0 && progress.buildsPerSecond > 0;
  return { ...progress, secondsLeft: moves ? progress.buildsToGo / progress.buildsPerSecond : null };
}
