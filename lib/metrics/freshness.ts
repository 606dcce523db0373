import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { TODO_COUNTS } from '@/lib/db/todo-count';
import { defineMetric } from './metric';

const row = z.object({
  repository: z.string(),
  lastFinishedAt: z.iso.datetime().nullable(),
  storedBuilds: z.int(),
  /** Known of and not stored yet; those that are still running do not count. */
  buildsToGo: z.int(),
  logsToGo: z.int(),
  /** When its newest week was packed last: from then on figures show it. */
  packedAt: z.iso.datetime().nullable(),
});

export const freshness = defineMetric({
  name: 'freshness',
  title: 'How fresh the figures are',
  unit: 'none',
  definition:
    'For each repository, whatever the range: when its last build finished, how many builds are stored, how many ' +
    'builds and logs are still to be read, and when its newest figures were made.',
  empty: 'gap',
  row,
  async answer(reader) {
    const repoIds = reader.series.repoIds === null ? null : [...reader.series.repoIds];
    const { rows } = await reader.pool.query(sql`
      select r.slug as repository, sum(i.builds_stored)::int as "storedBuilds",
        to_char(max(newest.finished_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastFinishedAt",
        to_char(max(packed.packed_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "packedAt",
        coalesce(sum(todo.builds), 0)::int as "buildsToGo", coalesce(sum(todo.logs), 0)::int as "logsToGo"
      from repo r
      join repo_import i on i.repo_id = r.id
      left join lateral (
        select b.finished_at from build b
        where b.repo_id = r.id and b.finished_at is not null order by b.finished_at desc limit 1
      ) newest on true
      left join lateral (
        select p.packed_at from packed_week p where p.repo_id = r.id order by p.week desc limit 1
      ) packed on true
      left join (${TODO_COUNTS}) todo on todo.repo_id = r.id
      where ${repoIds}::int[] is null or r.id = any(${repoIds}::int[])
      group by r.slug
      order by r.slug`);
    return row.array().parse(rows);
  },
});
