import type pg from 'pg';
import { databaseTrouble, READ_TIMEOUT } from '@/lib/db/database-trouble';
import { createPool } from '@/lib/db/pool';
import { sql } from '@/lib/db/sql';
import { SECOND_MS } from '@/lib/time/units';

/** All who ask within it share one look. */
const LOOK_EVERY_MS = SECOND_MS;
/** Who waits for a page is told after so long at the latest, whatever the database does. */
const ANSWER_MS = 4 * SECOND_MS;
const STATEMENT_MS = 2 * SECOND_MS;

/** After so long it is worth asking again. */
export const RETRY_AFTER_S = 5;

/** Why pages cannot be made, and since when that is known. */
export interface DatabaseAway {
  /** In words, without a full stop. */
  reason: string;
  since: Date;
}

/** What health says of it: the reason as a sentence. */
export function notReady({ reason, since }: { reason: string; since?: Date }): {
  ready: false;
  reason: string;
  since?: string;
} {
  const sentence = `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}`;
  return {
    ready: false,
    reason: sentence,
    ...(since === undefined ? {} : { since: since.toISOString() }),
  };
}

/**
 * Whether the database answers at all: asked on a connection of its own, so that pages that use all others do not look
 * like a database that is away.
 */
export class DatabaseState {
  private away: DatabaseAway | null = null;
  /** Pages are made while it can only be read, but nothing new comes in. */
  private readOnlySince: Date | null = null;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private looking: Promise<DatabaseAway | null> | null = null;
  private next: NodeJS.Timeout | undefined;

  constructor(
    /** @returns whether the database can only be read */
    private readonly ask: () => Promise<boolean>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** @returns null: it answers, or did within the last second */
  async read(): Promise<DatabaseAway | null> {
    if (performance.now() - this.lookedAtMs < LOOK_EVERY_MS) return this.away;
    const looking = this.lookOnce();
    // While it is known to be away nobody waits for the next look.
    return this.away ?? looking;
  }

  /** What a look says that begins now. */
  async lookAgain(): Promise<DatabaseAway | null> {
    await this.looking;
    return this.lookOnce();
  }

  /** As of the last look: since when nothing can be stored; null: it can. */
  get readOnly(): Date | null {
    return this.readOnlySince;
  }

  private lookOnce(): Promise<DatabaseAway | null> {
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async look(): Promise<DatabaseAway | null> {
    const reason = await this.ask().then(
      isReadOnly => {
        this.readOnlySince = isReadOnly ? (this.readOnlySince ?? this.now()) : null;
        return null;
      },
      (error: unknown) => databaseTrouble(error) ?? `the database fails: ${String(error)}`,
    );
    this.lookedAtMs = performance.now();
    if (reason === null) this.away = null;
    else this.away = { reason, since: this.away?.since ?? this.now() };
    clearTimeout(this.next);
    // Whoever asks next is to know at once that it is back. A timer may fire before its time, and looks even then.
    if (this.away !== null) this.next = setTimeout(() => void this.lookOnce(), LOOK_EVERY_MS).unref();
    return this.away;
  }
}

const shared = globalThis as typeof globalThis & { buildhoursDatabaseState?: DatabaseState };

/** The state of the web's database, one for all that Next bundles by itself. */
export function databaseState(): DatabaseState {
  shared.buildhoursDatabaseState ??= new DatabaseState(askOf(process.env.DATABASE_URL ?? ''));
  return shared.buildhoursDatabaseState;
}

function askOf(url: string): () => Promise<boolean> {
  let pool: pg.Pool | null = null;
  return async () => {
    pool ??= createPool(url, { max: 1, statementTimeoutMs: STATEMENT_MS });
    const asked = pool.query<{ isReadOnly: boolean }>(
      sql`select current_setting('transaction_read_only') = 'on' as "isReadOnly"`,
    );
    const { rows } = await withinTime(asked, ANSWER_MS);
    return rows[0]?.isReadOnly === true;
  };
}

/** @throws Error as `pg` has it of an answer that does not come */
export async function withinTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // An answer that came while the program was busy is read before the second of them.
    timer = setTimeout(() => setImmediate(() => reject(new Error(READ_TIMEOUT))), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
