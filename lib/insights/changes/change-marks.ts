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

/** Whether an alert `a` is of what one day alone showed. */
const IS_OF_ONE_DAY = sql`a.subject like 'unusual:%'`;

const dayRow = z.object({
  repoId: z.int(),
  subject: z.string(),
  day: z.string(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  at: z.date(),
});

/** What was said of one day alone where its alert is listed, by the ids of what that day showed. */
export async function readDayMarks({ source }: ReaderContext): Promise<Map<string, z.infer<typeof dayRow>>> {
  const { rows } = await source.pool.query(sql`
    select a.repo_id as "repoId", a.change_subjects[1] as subject, a.since::text as day, a.acknowledged_by as by, a.note,
      a.acknowledged_at as at
    from alert a where a.acknowledged_at is not null and a.repo_id is not null and ${IS_OF_ONE_DAY}`);
  return new Map(
    dayRow
      .array()
      .parse(rows)
      .map(mark => [changeId(mark), mark]),
  );
}

/** Takes back what was said of one day alone. */
export async function forgetDayMark(
  { source }: ReaderContext,
  { repoId, day, subject }: { repoId: number; day: string; subject: string },
): Promise<void> {
  await source.pool.query(sql`
    update alert a set acknowledged_at = null, acknowledged_by = null, note = null
    where a.repo_id = ${repoId} and a.change_subjects[1] = ${subject} and a.since = ${day}::date and ${IS_OF_ONE_DAY}`);
}

async function readAll({ source }: ReaderContext) {
  return (await prismaFor(source.pool)).changeMark.findMany({ include: { optimisation: true } });
}
