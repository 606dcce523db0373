import type pg from 'pg';
import { readImportProgress } from '@/lib/db/read-import-progress';
import { sql } from '@/lib/db/sql';
import { describeCount } from './describe-progress';
import { type Finding, ok, warn } from './finding';

/** How far the import is, what went wrong last, and whether anyone goes on with it. */
export async function checkImport(pool: pg.Pool): Promise<Finding[]> {
  const { buildsStored, buildsToGo, lastError } = await readImportProgress(pool);
  const stored = `${describeCount(buildsStored, 'build')} stored`;
  const findings = [ok(buildsToGo > 0 ? `${stored}, ${describeCount(buildsToGo, 'build')} to go` : stored)];
  if (lastError !== null) findings.push(warn(`the latest error of the import: ${lastError}`));
  const { rows } = await pool.query<{ pollers: number }>(sql`
    select count(*)::int as pollers from poller where heartbeat_at > now() - interval '30 seconds'`);
  const pollers = rows[0]?.pollers ?? 0;
  findings.push(
    pollers > 0
      ? ok(`${describeCount(pollers, 'poller')} at work`)
      : warn('no poller is at work: "buildhours start" runs one'),
  );
  return findings;
}
