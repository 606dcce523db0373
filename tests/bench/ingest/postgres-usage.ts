import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import type pg from 'pg';
import { sql } from '@/lib/db/sql';

/** Linux counts in these since ever, whatever the machine's own ticks are. */
const TICKS_PER_SECOND = 100;

/** What a server has used up since it started. */
export interface PostgresUsage {
  /** Of all its processes, also those that have ended; null where there is no /proc to read it from. */
  cpuSeconds: number | null;
  walBytes: number;
  commits: number;
  statements: number;
}

/** @param pool on the database under measurement, with pg_stat_statements in it */
export async function readPostgresUsage(pool: pg.Pool, postmasterPid: number): Promise<PostgresUsage> {
  const { rows } = await pool.query<Omit<PostgresUsage, 'cpuSeconds'>>(sql`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::double precision as "walBytes",
      (select xact_commit from pg_stat_database where datname = current_database()) as commits,
      (select coalesce(sum(calls), 0)::double precision from pg_stat_statements) as statements`);
  const [usage] = rows;
  if (usage === undefined) throw new Error('Postgres did not say what it has used');
  return { ...usage, cpuSeconds: await cpuSecondsOf(postmasterPid) };
}

/** Names of work of Postgres, and the statements that do it; the first that fits. */
const KINDS: ReadonlyArray<[RegExp, string]> = [
  [/^(begin|commit|rollback)/i, 'begin, commit'],
  [
    /^(insert into|copy) "?build"? |^select \S+ from build where repo_id = \S+ and number = any/,
    'store builds',
  ],
  [/^(insert into|copy) "?stage"? /, 'store stages'],
  [/^(insert into|copy) "?step"? /, 'store steps'],
  [/insert into dirty_week/, 'mark weeks that builds concern'],
  [/packed_week|from stage g|from step s |step_cache|series|\blogin\b|extract\(/, 'packing'],
  [/lost_week|waiting_week|dirty_person_day/, 'hours lost'],
  [/date_trunc/, 'mark weeks that builds concern'],
  [/dirty_week/, 'look for marked weeks'],
  [/build_todo|repo_import|poller|server|\brepo\b/, 'lists of work, leases'],
  [/log_|span_/, 'logs'],
];

export interface StatementKind {
  kind: string;
  calls: number;
  /** Planning and execution, as Postgres timed them: wall time, which is CPU where nothing is waited for. */
  seconds: number;
}

/** What the statements of a database took, by kind of work, most first. */
export async function readStatementKinds(pool: pg.Pool): Promise<StatementKind[]> {
  const { rows } = await pool.query<{ query: string; calls: number; seconds: number }>(sql`
    select query, calls::double precision as calls,
      (total_plan_time + total_exec_time) / 1000 as seconds
    from pg_stat_statements where query !~ 'pg_stat_statements'`);
  const kinds = new Map<string, StatementKind>();
  for (const { query, calls, seconds } of rows) {
    const text = query.trim().replace(/\s+/g, ' ');
    const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? 'rest';
    const sum = kinds.get(kind) ?? { kind, calls: 0, seconds: 0 };
    kinds.set(kind, { kind, calls: sum.calls + calls, seconds: sum.seconds + seconds });
  }
  return [...kinds.values()].sort((a, b) => b.seconds - a.seconds);
}

async function cpuSecondsOf(postmasterPid: number): Promise<number | null> {
  if (!existsSync('/proc/self/stat')) return null;
  const postmaster = readStat(String(postmasterPid));
  if (postmaster === null) throw new Error(`process ${postmasterPid} of Postgres is gone`);
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const children = pids.flatMap(pid => readStat(pid) ?? []).filter(({ parent }) => parent === postmasterPid);
  const ticks = children.reduce((sum, { own }) => sum + own, postmaster.own + postmaster.ofEnded);
  return ticks / TICKS_PER_SECOND;
}

/** Ticks of a process itself and of its children that have ended; null when it is gone. */
function readStat(pid: string): { parent: number; own: number; ofEnded: number } | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  // The second field, in brackets, is a name that may hold anything.
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
    .map(Number);
  const [, parent, , , , , , , , , , user, system, userOfEnded, systemOfEnded] = fields;
  if (parent === undefined || user === undefined || system === undefined) return null;
  return { parent, own: user + system, ofEnded: (userOfEnded ?? Number.NaN) + (systemOfEnded ?? Number.NaN) };
}
