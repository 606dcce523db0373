import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import type { ReaderContext } from '@/lib/weeks/reader';
import { sizeOf, type WatchedRepository } from './describe-change';
import { hoursAWeekOf } from './hours-a-week';
import { subjectOf } from './read-days';
import { type DurationState, readDuration } from './series-state';
import { readKnown, readSeries } from './watch-repo';

/**
 * Hours a week that the changes of a repository cost, under the settings as they are: the changes themselves, and what
 * speaks for them, do not follow from those.
 *
 * @param fingerprint that the repository has from then on
 */
export async function updateHours(
  context: ReaderContext,
  repository: WatchedRepository,
  fingerprint: string,
): Promise<void> {
  const known = [...(await readKnown(context, repository.id)).values()];
  const durations = known.length === 0 ? new Map() : await readDurations(context, repository.id);
  const rows: Array<{ subject: string; day: string; hours: number | null }> = [];
  for (const { subject: key, day, isAlarm, change } of known) {
    const subject = subjectOf(key);
    if (subject === null) continue;
    const size = sizeOf(subject, { day, facts: change, durations: isAlarm ? null : durations });
    const hours = size === null ? null : await hoursAWeekOf(context, repository, subject, day, size);
    rows.push({ subject: key, day, hours });
  }
  await inTransaction(context.source.pool, async client => {
    await client.query(sql`
      update found_change c set change = jsonb_set(c.change, '{hoursAWeek}', coalesce(to_jsonb(r.hours), 'null'))
      from json_to_recordset(${rowsAsJson(rows)}::json) as r(subject text, day date, hours double precision)
      where c.repo_id = ${repository.id} and c.subject = r.subject and c.day = r.day`);
    await client.query(sql`
      update watched_repo set fingerprint = ${fingerprint}, failed_at = null where repo_id = ${repository.id}`);
  });
}

async function readDurations(
  context: ReaderContext,
  repoId: number,
): Promise<ReadonlyMap<string, DurationState>> {
  const series = await readSeries(context, repoId);
  return new Map(
    [...series].flatMap(([key, { points, settled }]) => {
      const state = subjectOf(key)?.kind === 'step' ? readDuration(points, settled) : null;
      return state === null ? [] : [[key, state] as const];
    }),
  );
}
