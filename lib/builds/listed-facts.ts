import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_OPEN, ODD_REASON, STATE, TITLE } from '@/lib/facts/build-sql';
import { ODD_REASONS, STATUSES, type Status } from '@/lib/facts/vocabulary';
import type { NamedStep } from './ownership';

const row = z.object({
  repoId: z.int(),
  repository: z.string(),
  number: z.int(),
  status: z.enum(STATUSES),
  oddReason: z.enum(ODD_REASONS).nullable(),
  isOpen: z.boolean(),
  event: z.string(),
  branch: z.string().nullable(),
  title: z.string().nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  serverKind: z.string(),
  serverUrl: z.string(),
  repoExternalId: z.int(),
  steps: z.array(z.tuple([z.string(), z.string()])),
});

/** What a list tells of a build beside its times. */
export interface ListedFacts extends Omit<z.infer<typeof row>, 'steps' | 'status'> {
  status: Status;
  /** Its pipelines (step '') and steps. */
  steps: NamedStep[];
}

/** Facts of these builds, by `repoId/number`; builds that are gone from the database are missing. */
export async function readListedFacts(
  pool: pg.Pool,
  keys: ReadonlyArray<{ repoId: number; number: number }>,
): Promise<Map<string, ListedFacts>> {
  if (keys.length === 0) return new Map();
  const { rows } = await pool.query(listedFacts(keys));
  return new Map(
    z
      .array(row)
      .parse(rows)
      .map(({ steps, ...facts }) => [
        `${facts.repoId}/${facts.number}`,
        { ...facts, steps: steps.map(([pipeline, step]) => ({ pipeline, step })) },
      ]),
  );
}

function listedFacts(keys: ReadonlyArray<{ repoId: number; number: number }>): SqlStatement {
  return sql`
    select b.repo_id as "repoId", r.slug as repository, b.number, ${STATE} as status, ${ODD_REASON} as "oddReason",
      ${IS_OPEN} as "isOpen", b.event, b.source as branch,
      ${TITLE} as title, b.created_at as "createdAt",
      b.started_at as "startedAt", b.finished_at as "finishedAt", v.kind as "serverKind", coalesce(v.public_url, v.url) as "serverUrl",
      r.drone_id as "repoExternalId",
      coalesce(p.steps, '[]') as steps
    from unnest(${keys.map(key => key.repoId)}::int[], ${keys.map(key => key.number)}::bigint[]) as k(repo_id, number)
    join build b on b.repo_id = k.repo_id and b.number = k.number
    join repo r on r.id = b.repo_id
    join server v on v.id = r.server_id
    left join lateral (
      select jsonb_agg(distinct jsonb_build_array(g.name, coalesce(s.name, ''))) as steps
      from stage g
      left join step s on s.repo_id = g.repo_id and s.build_number = g.build_number and s.stage_number = g.number
      where g.repo_id = b.repo_id and g.build_number = b.number
    ) p on true`;
}
