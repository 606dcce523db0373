import { hostname } from 'node:os';
import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { foldTodoCounts } from '@/lib/db/todo-count';

const BEAT_MS = 2_000;
const RATE_WINDOW_MS = 20_000;
/** A beat that takes so long is told of. */
const SILENT_MS = 10_000;

/** What a heartbeat tells of the database, which it is the first to notice. */
export interface HeartbeatListener {
  /** What time it is there. */
  onTime: (time: Date) => void;
  onWritten: () => void;
  onError: (error: unknown) => void;
  onSilence: () => void;
}

/**
 * Says in the database that this poller lives, how much it stored and how fast it is; folds the counts of work to do,
 * which it and others add to at every statement.
 */
export class PollerHeartbeat {
  private readonly samples: Array<{ atMs: number; stored: number }> = [];
  private stored = 0;
  private readonly bornMs = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private serverId: number | null = null;
  private readTrouble: () => string | null = () => null;
  private beating: Promise<void> = Promise.resolve();
  /** When the beat under way began, by performance.now(); null: none is. */
  private begunMs: number | null = null;

  constructor(
    private readonly pool: pg.Pool,
    private readonly id: string,
    private readonly listener: HeartbeatListener,
  ) {}

  /** Done once the first beat is written: leases of a poller that is not known to live are void. */
  async start(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => this.beatUnlessBeating(), BEAT_MS);
  }

  /** Which server this poller reads. */
  follow(serverId: number): void {
    this.serverId = serverId;
  }

  /** Where it is asked at each beat what keeps figures from being up to date. */
  tell(readTrouble: () => string | null): void {
    this.readTrouble = readTrouble;
  }

  count(stored: number): void {
    this.stored += stored;
  }

  /** Takes this poller off the list of living ones; where that cannot be done, its silence says the same. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    await this.pool.query(sql`delete from poller where id = ${this.id}`).catch(this.listener.onError);
  }

  /** Beats would pile up at a database that hangs, and hold all its connections. */
  private beatUnlessBeating(): void {
    if (this.begunMs !== null) {
      if (performance.now() - this.begunMs > SILENT_MS) this.listener.onSilence();
      return;
    }
    this.begunMs = performance.now();
    this.beating = this.beat()
      .then(this.listener.onWritten, this.listener.onError)
      .finally(() => {
        this.begunMs = null;
      });
  }

  private async beat(): Promise<void> {
    const nowMs = performance.now();
    this.samples.push({ atMs: nowMs, stored: this.stored });
    while (this.samples.length > 2 && nowMs - (this.samples[0]?.atMs ?? nowMs) > RATE_WINDOW_MS) {
      this.samples.shift();
    }
    const first = this.samples[0] ?? { atMs: nowMs, stored: this.stored };
    const seconds = (nowMs - first.atMs) / 1000;
    const rate = seconds > 0 ? (this.stored - first.stored) / seconds : 0;
    const { rows } = await this.pool.query<{ now: Date }>(sql`
      insert into poller (id, host, pid, started_at, heartbeat_at, builds_stored, builds_per_second, server_id,
        upkeep_error)
      values (${this.id}, ${hostname()}, ${process.pid},
        now() - ${nowMs - this.bornMs} * interval '1 millisecond', now(), ${this.stored}, ${rate}, ${this.serverId},
        ${this.readTrouble()})
      on conflict (id) do update set heartbeat_at = now(), builds_stored = excluded.builds_stored,
        builds_per_second = excluded.builds_per_second, server_id = excluded.server_id,
        upkeep_error = excluded.upkeep_error
      returning clock_timestamp() as now`);
    if (rows[0] !== undefined) this.listener.onTime(rows[0].now);
    await this.pool.query(sql`delete from poller where heartbeat_at < now() - interval '1 day'`);
    await foldTodoCounts(this.pool);
  }
}
