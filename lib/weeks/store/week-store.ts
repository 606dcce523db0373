import type pg from 'pg';
import { dayNumber, weekNumber } from '@/lib/week-number';
import { type AllParts, type PartName, TABLE_OF_PART, UNPACK, type WeekTable } from '../format/parts';
import { readWeekPart } from './read-week-part';
import { readWrittenWeeks, type WrittenWeek } from './read-written-weeks';
import { type StoredWeek, WeekEntry } from './week-entry';
import { type RepoIds, WeekIndex } from './week-index';

export type { StoredWeek } from './week-entry';

/** Each row holds a hundred of them at most: an answer of a hundred megabytes would be held twice. */
const ROWS_AT_ONCE = 1500;

/** What was asked of the database: for those who measure. */
export interface StoreStatistics {
  heldBytes: number;
  weeksKnown: number;
  partsLoaded: number;
}

/**
 * Packed weeks in memory. Knows which weeks there are, asks at each `sync` for those that were written since, loads
 * the parts that are asked for and keeps them up to `maxBytes`; those used least recently go first.
 */
export class WeekStore {
  private readonly tables: Readonly<Record<WeekTable, WeekIndex>> = {
    packed: new WeekIndex(),
    lost: new WeekIndex(),
    spans: new WeekIndex(),
  };
  private horizon = '0';
  private syncing: Promise<void> = Promise.resolve();
  private nextSync: Promise<void> | null = null;
  private reading: Promise<unknown> = Promise.resolve();
  private heldBytes = 0;
  private partsLoaded = 0;
  private turn = 0;

  constructor(
    private readonly pool: pg.Pool,
    private readonly maxBytes: number,
  ) {}

  get statistics(): StoreStatistics {
    return {
      heldBytes: this.heldBytes,
      weeksKnown: this.tables.packed.size,
      partsLoaded: this.partsLoaded,
    };
  }

  /** Learns of all that was written before the call; one look does for all who ask while another is under way. */
  sync(): Promise<void> {
    this.nextSync ??= this.syncing.then(() => {
      this.nextSync = null;
      const look = this.syncNow();
      this.syncing = look.catch(() => undefined);
      return look;
    });
    return this.nextSync;
  }

  /** Weeks that are known of, of these repositories (null: all), first and last week included. */
  list(table: WeekTable, from: number, until: number, repoIds: RepoIds | null): StoredWeek[] {
    return this.tables[table].list(from, until, repoIds);
  }

  /**
   * The parts of these weeks, all of one table, loaded where they are not in memory; in the order asked for. The parts
   * of one week are of one writing, so that they fit each other.
   *
   * @throws WeekFormatError for bytes that are broken, or of another version
   */
  read<Name extends PartName>(
    names: readonly Name[],
    weeks: readonly StoredWeek[],
  ): Promise<Array<Pick<AllParts, Name>>> {
    const reading = this.reading.then(() => this.readNow(names, weeks));
    this.reading = reading.catch(() => undefined);
    return reading;
  }

  private async readNow<Name extends PartName>(
    names: readonly Name[],
    weeks: readonly StoredWeek[],
  ): Promise<Array<Pick<AllParts, Name>>> {
    this.turn += 1;
    let entries = this.use(names, weeks);
    while (entries.some(entry => !names.every(name => entry.has(name)))) {
      // Parts that are held would not fit those of a later writing: all of the week is loaded anew.
      if (!(await this.loadMissing(names, entries))) await this.sync();
      entries = this.use(names, weeks);
    }
    const found = entries.map(entry => entry.take(names));
    this.evict();
    return found;
  }

  private use(names: readonly PartName[], weeks: readonly StoredWeek[]): WeekEntry[] {
    const [first] = names;
    if (first === undefined) throw new RangeError('a part must be named');
    const table = this.tableOf(first);
    return weeks.map(({ repoId, week }) => {
      const entry = table.get(repoId, week);
      if (entry === undefined) throw new RangeError(`week ${week} of repository ${repoId} is not known`);
      entry.usedAt = this.turn;
      return entry;
    });
  }

  private tableOf(name: PartName): WeekIndex {
    return this.tables[TABLE_OF_PART[name]];
  }

  /** @returns false where a week was written anew since it was noted */
  private async loadMissing(names: readonly PartName[], entries: readonly WeekEntry[]): Promise<boolean> {
    let areCurrent = true;
    for (const name of names) {
      const missing = entries.filter(entry => !entry.has(name));
      for (let from = 0; from < missing.length; from += ROWS_AT_ONCE) {
        if (!(await this.load(name, missing.slice(from, from + ROWS_AT_ONCE)))) areCurrent = false;
      }
    }
    return areCurrent;
  }

  private async load(name: PartName, entries: readonly WeekEntry[]): Promise<boolean> {
    const parts = await readWeekPart(this.pool, name, entries);
    this.partsLoaded += parts.length;
    let areCurrent = true;
    for (const [index, entry] of entries.entries()) {
      const part = parts[index] ?? null;
      if (part === null) this.lose(name, entry);
      else if (part.writtenIn === entry.writtenIn) this.keep(entry, name, part.bytes);
      else areCurrent = false;
    }
    return areCurrent;
  }

  private lose(name: PartName, entry: WeekEntry): never {
    this.tableOf(name).delete(entry);
    this.heldBytes -= entry.bytes;
    throw new RangeError(`week ${entry.week} of repository ${entry.repoId} is gone from the database`);
  }

  private keep(entry: WeekEntry, name: PartName, bytes: Buffer): void {
    // Of one that was noted anew meanwhile nobody takes parts any more.
    if (this.tableOf(name).get(entry.repoId, entry.week) !== entry) return;
    entry.keep(name, UNPACK[name](bytes), bytes.byteLength);
    this.heldBytes += bytes.byteLength;
  }

  private async syncNow(): Promise<void> {
    const { weeks, horizon } = await readWrittenWeeks(this.pool, this.horizon);
    for (const written of weeks) this.note(written);
    this.horizon = horizon;
  }

  /** What was noted before comes again while an older transaction is under way: it stays. */
  private note({ table, repoId, week: monday, writtenIn }: WrittenWeek): void {
    const week = weekNumber(dayNumber(monday));
    const old = this.tables[table].get(repoId, week);
    if (old?.writtenIn === writtenIn) return;
    if (old !== undefined) this.heldBytes -= old.bytes;
    this.tables[table].set(new WeekEntry(repoId, week, writtenIn));
  }

  private evict(): void {
    if (this.heldBytes <= this.maxBytes) return;
    const unused = Object.values(this.tables)
      .flatMap(table => [...table])
      .filter(entry => entry.usedAt < this.turn && entry.bytes > 0);
    unused.sort((a, b) => a.usedAt - b.usedAt);
    for (const entry of unused) {
      if (this.heldBytes <= this.maxBytes) return;
      this.heldBytes -= entry.bytes;
      entry.drop();
    }
  }
}
