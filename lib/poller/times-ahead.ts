import type pg from 'pg';
import { type SqlStatement, sql, sqlNames } from '@/lib/db/sql';
import { LONGEST_RETRY_S } from '@/lib/import/build-todo';
import { CONFIRM_AGAIN_S } from '@/lib/import/gone-repos';
import { CLAIM_SECONDS, LONGEST_PAUSE_S } from '@/lib/import/log-todo';
import { LONGEST_RECHECK_MS } from '@/lib/import/recheck-after';
import { LEASE_SECONDS } from '@/lib/import/repo-lease';
import { DELIVERY_LEASE_MS, LONGEST_DELIVERY_PAUSE_MS } from '@/lib/reports/delivery/deliverer';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/time/units';
import type { SteadyClock } from './steady-clock';

/** Clocks of several machines differ, and what is stored takes its time. */
const TOLERANCE_MS = MINUTE_MS;
const LOOK_EVERY_MS = HOUR_MS;

/** A column with times at which something is done, or was done last and is done again after a while. */
export interface AwaitedTime {
  table: string;
  column: string;
  /** How far ahead it may lie; 0: it tells of what was. */
  longestMs: number;
  /** What becomes of one that lies further ahead. Of a lease, as long as it may last: somebody may be at it. */
  becomes: 'now' | 'lease' | 'unknown';
}

/** The fewest days that can be set: from when on builds are kept lies at least so long ago. */
const KEPT_AT_LEAST_MS = 90 * DAY_MS;

const DUE: AwaitedTime[] = [
  // When the next of its builds is.
  { table: 'repo_import', column: 'due_at', longestMs: LONGEST_RECHECK_MS, becomes: 'now' },
  { table: 'repo_import', column: 'relist_at', longestMs: LONGEST_RETRY_S * SECOND_MS, becomes: 'now' },
  { table: 'build_todo', column: 'due_at', longestMs: LONGEST_RECHECK_MS, becomes: 'now' },
  {
    table: 'log_todo',
    column: 'due_at',
    longestMs: Math.max(LONGEST_PAUSE_S, CLAIM_SECONDS) * SECOND_MS,
    becomes: 'now',
  },
  { table: 'repo', column: 'confirm_at', longestMs: CONFIRM_AGAIN_S * SECOND_MS, becomes: 'now' },
  // The longest interval that can be set.
  { table: 'server', column: 'discover_until', longestMs: DAY_MS, becomes: 'now' },
  { table: 'delivery', column: 'next_attempt_at', longestMs: LONGEST_DELIVERY_PAUSE_MS, becomes: 'now' },
];

const LEASES: AwaitedTime[] = [
  { table: 'repo_import', column: 'lease_until', longestMs: LEASE_SECONDS * SECOND_MS, becomes: 'lease' },
  { table: 'delivery', column: 'leased_until', longestMs: DELIVERY_LEASE_MS, becomes: 'lease' },
];

/** Since when: of one that lies ahead less than nothing has passed, and what waits for it would wait for years. */
const SINCE: AwaitedTime[] = [
  'alert.found_at',
  'delivery.due_at',
  'delivery.ended_at',
  'delivery.first_attempt_at',
  'dirty_log_week.marked_at',
  'dirty_week.first_marked_at',
  'dirty_week.marked_at',
  'fix_first_run.computed_at',
  'found_change.found_at',
  'optimisation.deleted_at',
  'poller.heartbeat_at',
  'repo.created_at',
  'repo.missing_since',
  'repo_import.last_error_at',
  'repo_import.list_error_at',
  'repo_import.spans_kept_from',
  'seen_hook.seen_at',
  'server.discovered_at',
  'server.last_error_at',
  'subscription.active_from',
  'subscription.alerts_from',
].map((name): AwaitedTime => {
  const [table = '', column = ''] = name.split('.');
  return { table, column, longestMs: 0, becomes: 'now' };
});

/** All that somebody waits for. */
export const AWAITED_TIMES: readonly AwaitedTime[] = [
  ...DUE,
  ...LEASES,
  ...SINCE,
  // Nothing more is removed until it is told anew.
  { table: 'repo_import', column: 'builds_kept_from', longestMs: -KEPT_AT_LEAST_MS, becomes: 'unknown' },
];

/**
 * Whoever stores a time while a clock is ahead, that of the database or of a machine, has others wait for it once the clock
 * is right: what lies further ahead than it ever may is brought back to now. Who saw that the clock was put back need not
 * let anything be waited for: that somebody tries again sooner does no harm.
 *
 * @param now no later than by the clock of the CI server
 * @returns how many were, by `table.column`
 */
export async function bringBackTimes(
  pool: pg.Pool,
  { now, wasPutBack }: { now: Date; wasPutBack: boolean },
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const time of AWAITED_TIMES) {
    const isDueAtOnce = wasPutBack && DUE.includes(time);
    const { rowCount } = await pool.query(bringBack(isDueAtOnce ? { ...time, longestMs: 0 } : time, now));
    if (rowCount) found.set(`${time.table}.${time.column}`, rowCount);
  }
  return found;
}

function bringBack({ table, column, longestMs, becomes }: AwaitedTime, now: Date): SqlStatement {
  const name = sqlNames(column);
  const after = becomes === 'lease' ? longestMs : 0;
  return sql`
    update ${sqlNames(table)}
    set ${name} = case when ${becomes !== 'unknown'}::boolean
      then least(now(), ${now}::timestamptz) + ${after} * interval '1 millisecond' end
    where ${name} > now() + ${longestMs + TOLERANCE_MS} * interval '1 millisecond' and ${name} <> 'infinity'`;
}

/** Looks for them when a poller starts, when the clock of the database is put back, and once an hour. */
export class TimesAhead {
  private nextMs = 0;
  private wasPutBack = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: SteadyClock,
  ) {}

  /** @returns what was brought back, in words; null: nothing was, or it was looked for a while ago */
  async look(): Promise<string | null> {
    this.wasPutBack ||= this.clock.takePutBack();
    if (!this.wasPutBack && performance.now() < this.nextMs) return null;
    const found = await bringBackTimes(this.pool, { now: this.clock.now(), wasPutBack: this.wasPutBack });
    this.wasPutBack = false;
    this.nextMs = performance.now() + LOOK_EVERY_MS;
    if (found.size === 0) return null;
    const names = [...found].map(([name, count]) => `${name} (${count})`);
    return `a clock was ahead: times of then that were still to come are taken to be now: ${names.join(', ')}`;
  }
}
