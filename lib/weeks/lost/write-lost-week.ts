import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { packLostParts, UNPACK_LOST } from '../format/lost-parts';
import { amountRows, lostParts } from './lost-parts';
import type { LostRow } from './replay-week';

/**
 * Replaces what was lost in a week, repository by repository; those of which nothing changes are left alone.
 *
 * @param replaced marks of the persons and days that `rows` replace, `personId * 7 + day`; null: all of the week
 */
export async function writeLostWeek(
  client: pg.PoolClient,
  week: string,
  rows: readonly LostRow[],
  replaced: ReadonlySet<number> | null,
): Promise<void> {
  const byRepo = new Map<number, LostRow[]>();
  for (const row of rows) {
    const own = byRepo.get(row.repoId);
    if (own === undefined) byRepo.set(row.repoId, [row]);
    else own.push(row);
  }
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
    const before = amountRows(UNPACK_LOST.amounts(amounts));
    const kept = before.filter(row => !replaced.has(row.personId * 7 + row.day));
    if (kept.length === before.length && added.length === 0) continue;
    byRepo.set(repoId, [...kept.map(row => ({ ...row, repoId })), ...added]);
  }
  const changed = [...byRepo].sort(([a], [b]) => a - b);
  for (const [repoId, own] of changed) {
    own.sort((a, b) => a.number - b.number || a.personId - b.personId || a.day - b.day);
    const parts = packLostParts(lostParts(own));
    await client.query(sql`
      insert into lost_week (repo_id, week, amounts, sums, written_in)
      values (${repoId}, ${week}::date, ${parts.amounts}, ${parts.sums}, pg_current_xact_id()::text::bigint)
      on conflict (repo_id, week) do update set
        amounts = excluded.amounts, sums = excluded.sums, written_in = excluded.written_in`);
  }
}
