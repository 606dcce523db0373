import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { sql } from '@/lib/db/sql';

/** Ticks of the kernel's clock a second, as /proc counts them on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/**
 * CPU seconds that a server on this machine has taken since it was started, with those of connections that have ended.
 *
 * @returns null where there is no /proc to read it from
 */
export async function postgresCpuSeconds(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  const backend = readStat(rows[0]?.pid ?? 0);
  const postmaster = backend === null ? null : readStat(backend.parent);
  if (backend === null || postmaster === null) return null;
  let ticks = postmaster.ownTicks + postmaster.endedTicks;
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null;
    if (stat?.parent === backend.parent) ticks += stat.ownTicks;
  }
  return ticks / TICKS_A_SECOND;
}

interface Stat {
  parent: number;
  ownTicks: number;
  /** Of its children that have ended. */
  endedTicks: number;
}

/** Null: no such process, or no /proc. */
function readStat(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // A program's name may hold anything; what follows its bracket is numbers.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number) => Number(fields[index]);
  return { parent: at(1), ownTicks: at(11) + at(12), endedTicks: at(13) + at(14) };
}
