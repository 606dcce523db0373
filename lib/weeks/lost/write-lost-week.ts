import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { packParts, unpackPart } from '../format/parts';
import { takeSequences } from '../store/take-sequences';
import { amountRows, lostParts } from './lost-parts';
import type { LostRow } from './replay-week';

/** A statement for each would be waited for; all of a big organisation in one would be held as text. */
const REPOS_AT_ONCE = 100;

/** What is to stand in a week, by repository; those that are not named stay as they are. */
export interface LostWeekChange {
  /** Its Monday, `2026-03-02`. */
  week: string;
  byRepo: ReadonlyMap<number, ReadonlyArray<Omit<LostRow, 'repoId'>>>;
}

/**
 * What replaces the hours lost of a week; repositories of which nothing changes are left alone.
 *
 * @param replaced marks of the persons and days that `rows` replace, `personId * 7 + day`; null: all of the week
 */
export async function changeLostWeek(
  client: pg.PoolClient,
  week: string,
  rows: readonly LostRow[],
  replaced: ReadonlySet<number> | null,
): Promise<LostWeekChange> {
  const byRepo = new Map<number, Array<Omit<LostRow, 'repoId'>>>();
  for (const row of rows) entryOf(byRepo, row.repoId, () => []).push(row);
  const stored = await client.query<{ repoId: number; amounts: Buffer }>(
    sql`select repo_id as "repoId", amounts from lost_week where week = ${week}::date`,
  );
  for (const { repoId, amounts } of stored.rows) {
    const added = byRepo.get(repoId) ?? [];
    if (replaced === null) {
      // Nothing of it is kept, so it need not be readable.
      byRepo.set(repoId, added);
      continue;
    }
    const before = amountRows(unpackPart('amounts', amounts));
    const kept = before.filter(row => !replaced.has(row.personId * 7 + row.day));
    if (kept.length === before.length && added.length === 0) continue;
    byRepo.set(repoId, [...kept, ...added]);
  }
  return { week, byRepo };
}

/** Writes hours lost, as the last thing that the caller's transaction does. */
export async function writeLostWeeks(
  client: pg.PoolClient,
  changes: readonly LostWeekChange[],
): Promise<void> {
  const sequenceOf = await takeSequences(
    client,
    changes.flatMap(({ byRepo }) => [...byRepo.keys()]),
  );
  for (const { week, byRepo } of changes) {
    const packed = [...byRepo].map(([repoId, rows]) => {
      const own = rows.toSorted((a, b) => a.number - b.number || a.personId - b.personId || a.day - b.day);
      return { repoId, ...packParts(lostParts(own)) };
    });
    for (let from = 0; from < packed.length; from += REPOS_AT_ONCE) {
      const repos = packed.slice(from, from + REPOS_AT_ONCE);
      await client.query(sql`
        insert into lost_week (repo_id, week, amounts, sums, sequence)
        select repo_id, ${week}::date, amounts, sums, sequence
        from unnest(
          ${repos.map(({ repoId }) => repoId)}::int[],
          ${repos.map(({ amounts }) => amounts)}::bytea[],
          ${repos.map(({ sums }) => sums)}::bytea[],
          ${repos.map(({ repoId }) => sequenceOf(repoId))}::bigint[]
        ) as p(repo_id, amounts, sums, sequence)
        on conflict (repo_id, week) do update set
          amounts = excluded.amounts, sums = excluded.sums, sequence = excluded.sequence`);
    }
  }
}
