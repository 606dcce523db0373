import type pg from 'pg';
import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { MOST_PACKED_WEEKS_MB } from '@/lib/packed-weeks-budget';
import { createPersonFinder } from '@/lib/settings/person-finder';
import { readSettings } from '@/lib/settings/read-settings';
import { resolveSeries } from '@/lib/settings/series-owners';
import type { Settings } from '@/lib/settings/settings';
import { dayNumber, weekNumber } from '@/lib/time/days';
import { WeekStore } from '../store/week-store';
import { type BookRepo, SeriesBook } from './series-book';

const MEGABYTE = 1_000_000;
const LOOK_EVERY_MS = 250;
/** A question over a year goes through a fifth of the pieces, and the garbage collector with it. */
const JOINED_WEEKS = 8;

/** What questions need besides packed weeks. */
export interface Opened {
  book: SeriesBook;
  settings: Settings;
  /** Weeks whose hours lost were computed, under whatever settings: of others nothing is known of them yet. */
  replayedWeeks: ReadonlySet<number>;
}

interface Known extends Opened {
  stamp: string;
  replayedStamp: string;
}

/**
 * Where questions get their figures from: packed weeks held in memory, and names and settings, each kept up to
 * date by a look at the database before a question is answered. One for each database and process.
 */
export class WeekSource {
  readonly store: WeekStore;
  private known: Known | null = null;
  private lookedAtMs = 0;
  private expiries = 0;
  private looking: Promise<Known> | null = null;

  /**
   * @param packedWeeksMb what packed weeks may take in memory, megabytes
   * @param joinedWeeks how many older weeks are held as one
   */
  constructor(
    readonly pool: pg.Pool,
    packedWeeksMb = MOST_PACKED_WEEKS_MB,
    joinedWeeks = JOINED_WEEKS,
  ) {
    this.store = new WeekStore(pool, { maxBytes: packedWeeksMb * MEGABYTE, joinedWeeks });
  }

  /**
   * Names and settings as they are now, with all packed weeks known of.
   *
   * @throws StoredSettingsError when stored settings cannot be understood
   */
  async open(): Promise<Opened> {
    if (this.known !== null && performance.now() - this.lookedAtMs < LOOK_EVERY_MS) return this.known;
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  /** The next question looks at the database again, however short ago the last look was, or is still under way. */
  expire(): void {
    this.lookedAtMs = Number.NEGATIVE_INFINITY;
    this.expiries += 1;
  }

  /** Weeks first: names are then never older than the figures that speak of them. */
  private async look(): Promise<Known> {
    const { expiries } = this;
    await this.store.sync();
    const stamps = await this.readStamps();
    const stamp = `${this.store.generation}/${stamps.names}`;
    const replayedStamp = `${this.store.generation}/${stamps.replayed}`;
    let known = this.known?.stamp === stamp ? this.known : null;
    if (known?.replayedStamp !== replayedStamp) {
      const replayedWeeks = await this.readReplayedWeeks();
      known = { ...(known ?? (await this.readNames())), stamp, replayedStamp, replayedWeeks };
    }
    this.known = known;
    if (expiries !== this.expiries) return this.look();
    this.lookedAtMs = performance.now();
    return known;
  }

  private async readStamps(): Promise<{ names: string; replayed: string }> {
    const { rows } = await this.pool.query<{ names: string; replayed: string }>(sql`
      select concat_ws('/',
        (select count(*) || '-' || max(id) from series),
        (select count(*) || '-' || max(id) from login),
        (select string_agg(key || ' ' || updated_at, ',' order by key) from setting),
        (select md5(string_agg(id || ' ' || slug, ',' order by id)) from repo)) as names,
        (select md5(string_agg(week::text, ',' order by week)) from waiting_week) as replayed`);
    return rows[0] ?? { names: '', replayed: '' };
  }

  private async readNames(): Promise<Pick<Opened, 'book' | 'settings'>> {
    const { settings } = await readSettings(this.pool);
    return { book: await this.readBook(settings), settings };
  }

  private async readReplayedWeeks(): Promise<Set<number>> {
    const { rows } = await this.pool.query<{ week: string }>(
      sql`select week::text as week from waiting_week`,
    );
    return new Set(rows.map(({ week }) => weekNumber(dayNumber(week))));
  }

  /** Names as other rules would have them; nothing is kept. */
  async bookUnder(rules: Settings['rules']): Promise<SeriesBook> {
    const { settings } = await this.open();
    return this.readBook({ ...settings, rules });
  }

  private async readBook({ rules, people }: Settings): Promise<SeriesBook> {
    const repos = await this.pool.query<BookRepo>(
      sql`select id, slug, server_id as "serverId" from repo order by id`,
    );
    const slugs = new Map(repos.rows.map(({ id, slug }) => [id, slug]));
    const series = await this.pool.query<{ id: number; repoId: number; pipeline: string; step: string }>(
      sql`select id, repo_id as "repoId", pipeline, step from series order by repo_id, pipeline, step`,
    );
    const named = series.rows.flatMap(row => {
      const repository = slugs.get(row.repoId);
      return repository === undefined ? [] : [{ ...row, repository }];
    });
    const owners = resolveSeries(rules, named);
    const logins = await this.pool.query<{ id: number; name: string }>(sql`select id, name from login`);
    const findPerson = createPersonFinder(people);
    return new SeriesBook(
      repos.rows,
      named.map((row, index) => ({ ...row, ...at(owners, index, 'owners') })),
      new Map(logins.rows.map(({ id, name }) => [id, findPerson(name)])),
    );
  }
}
