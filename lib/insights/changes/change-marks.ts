import { z } from 'zod';
import { prismaFor } from '@/lib/db/prisma';
import { sql } from '@/lib/db/sql';
import type { ReaderContext } from '@/lib/weeks/reader';

/** A change may move a little when more days are known: what was said of it holds within so many days. */
export const SAME_CHANGE_DAYS = 7;

export type ChangeMarkRow = Awaited<ReturnType<typeof readAll>>[number];

const placeRow = z.object({ id: z.int(), repoId: z.int(), subject: z.string(), day: z.string() });

/** Names a change wherever it is spoken of. */
export function changeId({ repoId, day, subject }: { repoId: number; day: string; subject: string }): string {
  return `${repoId}~${day}~${subject}`;
}

/**
 * What was said of changes that are there, by their ids: each mark belongs to the nearest change of its subject, so that
 * of two changes in one week each keeps its own. The mark that holds comes first: the nearest, then the newest.
 */
export async function readMarks(context: ReaderContext): Promise<Map<string, ChangeMarkRow[]>> {
  const all = new Map((await readAll(context)).map(mark => [mark.id, mark]));
  const { rows } = await context.source.pool.query(sql`
    select id, "repoId", subject, day::text as day from (
      select distinct on (m.id) m.id, c.repo_id as "repoId", c.subject, c.day, abs(c.day - m.day) as distance, m.marked_at
      from change_mark m
      join found_change c on c.repo_id = m.repo_id and c.subject = m.subject
        and c.day between m.day - ${SAME_CHANGE_DAYS}::int and m.day + ${SAME_CHANGE_DAYS}::int
      order by m.id, abs(c.day - m.day), c.is_alarm, c.day
    ) placed
    order by distance, marked_at desc, id`);
  const marks = new Map<string, ChangeMarkRow[]>();
  for (const { id, ...change } of placeRow.array().parse(rows)) {
    const mark = all.get(id);
    if (mark === undefined) continue;
    marks.set(changeId(change), [...(marks.get(changeId(change)) ?? []), mark]);
  }
  return marks;
}

async function readAll({ source }: ReaderContext) {
  return (await prismaFor(source.pool)).changeMark.findMany({ include: { optimisation: true } });
}
