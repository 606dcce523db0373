import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import type { ReaderContext } from '@/lib/weeks/reader';
import { type Recovery, recoveryOf, subjectChangeSchema } from './recovery';
import { unpackMedians, unpackRates } from './series-state';

const row = z.object({
  repoId: z.int(),
  subject: z.string(),
  points: z.instanceof(Buffer),
  changes: z.array(z.object({ day: z.string(), change: z.unknown() })),
});

/**
 * What became of changes for the worse, by wait, step or cache; of those after which nothing got better there is nothing.
 *
 * @returns a reader of recoveries: as `recoveryOf`
 */
export async function readRecoveries(
  { source }: ReaderContext,
  asked: ReadonlyArray<{ repoId: number; subject: string }>,
): Promise<(of: { repoId: number; subject: string; day: string }) => Recovery | null> {
  const { rows } = await source.pool.query(sql`
    select s.repo_id as "repoId", s.subject, s.points,
      json_agg(json_build_object('day', c.day, 'change', c.change - 'suspects' - 'logChanges') order by c.day) as changes
    from (select distinct * from
      unnest(${asked.map(({ repoId }) => repoId)}::int[], ${asked.map(({ subject }) => subject)}::text[])
    ) as a(repo_id, subject)
    join watched_series s on s.repo_id = a.repo_id and s.subject = a.subject
    join found_change c on c.repo_id = s.repo_id and c.subject = s.subject and not c.is_alarm
    group by s.repo_id, s.subject
    having bool_or(c.change->>'isWorse' = 'false')`);
  const keyOf = ({ repoId, subject }: { repoId: number; subject: string }) => `${repoId} ${subject}`;
  const bySubject = new Map(
    row
      .array()
      .parse(rows)
      .map(one => [keyOf(one), one]),
  );
  return ({ day, ...of }) => {
    const found = bySubject.get(keyOf(of));
    if (found === undefined) return null;
    // What another version stored is left out until the poller has made it anew.
    const changes = found.changes.flatMap(({ day: since, change }) => {
      const { success, data } = subjectChangeSchema.safeParse({ ...Object(change), day: since });
      return success ? [data] : [];
    });
    const isCache = changes.some(({ kind }) => kind === 'cache');
    const points = isCache
      ? unpackRates(found.points).map(({ fromDay, hits, lookups }) => ({ fromDay, value: hits / lookups }))
      : unpackMedians(found.points).map(({ fromDay, logMedian }) => ({
          fromDay,
          value: Math.exp(logMedian),
        }));
    return recoveryOf(day, changes, points);
  };
}
