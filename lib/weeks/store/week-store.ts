import type pg from 'pg';
import { entryOf } from '@/lib/entry-of';
import { weekNumber } from '@/lib/time/days';
import { DAY_MS } from '@/lib/time/units';
import { WeekFormatError } from '../format/columns';
import { type AllParts, PARTS, type PartName, type WeekTable } from '../format/parts';
import { Pace } from './pace';
import { readParts, type StoredParts } from './read-parts';
import { readSequences, readWrittenWeeks } from './read-written-weeks';
import { type RepoIds, WeekIndex } from './week-index';
import type { WeekRun } from './week-run';

export type { WeekRun } from './week-run';

/** So many are loaded together: an answer of some megabytes. */
const RUNS_AT_ONCE = 16;
/** While Postgres puts some together, others are unpacked and looked at. More at once only keeps small questions waiting. */
const LOADS_AT_ONCE = 2;
/** What is older goes first, until a little room is left: so it need not go again at once. */
const ROOM_SHARE = 0.1;

export interface WeekStoreOptions {
  /** What is held at the most, also within one question; what it has just loaded and not looked at comes on top. */
  maxBytes: number;
  /** How many older weeks of a repository are held as one run. */
  joinedWeeks?: number;
}

/** What was asked of the database: for those who measure. */
export interface StoreStatistics {
  heldBytes: number;
  weeksKnown: number;
  /** Parts of runs of weeks that were loaded. */
  partsLoaded: number;
}

/** A run of which some week was written anew since it was noted. */
class StaleRunError extends Error {}

/**
 * Packed weeks in memory. Knows which weeks there are, asks at each `sync` for those that were written since, loads
 * the parts that are asked for and keeps them up to `maxBytes`; those used least recently go first. Nobody waits for
 * what another loads, unless it is the same.
 */
export class WeekStore {
  private tables: Readonly<Record<WeekTable, WeekIndex>>;
  private known = new Map<number, number>();
  private identity: string | null = null;
  private syncing: Promise<void> = Promise.resolve();
  private nextSync: Promise<void> | null = null;
  private heldBytes = 0;
  private partsLoaded = 0;
  private turn = 0;
  /** Counted up when all that was known turned out to be of another database. */
  generation = 0;
  /** Counted up when weeks turned out to be written: while it stays, so does every answer. */
  writings = 0;

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: WeekStoreOptions,
  ) {
    this.tables = this.openTables();
  }

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

  /** Runs of weeks that are known of, of these repositories (null: all), that hold any of the weeks from first to last. */
  list(table: WeekTable, first: number, last: number, repoIds: RepoIds | null): WeekRun[] {
    return this.tables[table].list(first, last, repoIds);
  }

  /** With this goes what was made of a run, when its parts go; to ask for it is to use them. Null: it holds none. */
  takeKeeper(run: WeekRun): object | null {
    if (run.bytes === 0) return null;
    run.usedAt = this.turn;
    return run.take([]);
  }

  /** Counts what is kept with a run, in bytes; below 0 for what is no longer. */
  countBeside(run: WeekRun, bytes: number): void {
    if (run.bytes === 0) return;
    run.bytes += bytes;
    this.heldBytes += bytes;
    this.evict();
  }

  /**
   * Visits runs with some parts, all of one table, in order; what is not in memory is loaded on the way. The parts of one
   * run are of one writing, so that they fit each other. A week that is gone meanwhile is left out.
   *
   * @param visit must not keep parts: they count as memory only while the store holds them
   * @throws WeekFormatError for bytes that are broken, or of a later version
   */
  async read<Name extends PartName>(
    names: readonly Name[],
    runs: readonly WeekRun[],
    visit: (run: WeekRun, parts: Pick<AllParts, Name>) => void,
  ): Promise<void> {
    const pace = new Pace();
    const ahead: Array<Promise<Taken<Name>> | null> = [];
    let next = 0;
    for (let from = 0; from < runs.length; from += RUNS_AT_ONCE) {
      for (; ahead.length < LOADS_AT_ONCE && next < runs.length; next += RUNS_AT_ONCE) {
        const loading = this.startLoading(names, runs.slice(next, next + RUNS_AT_ONCE));
        // Its failure is met when its turn comes; where this ends before, nobody needs it any more.
        loading?.catch(() => undefined);
        ahead.push(loading);
      }
      const listed = runs.slice(from, from + RUNS_AT_ONCE);
      // What was in memory then may have been let go.
      const loading = ahead.shift() ?? this.startLoading(names, listed);
      const taken = loading === null ? listed.map(run => [run, run.take(names)] as const) : await loading;
      for (const [run, parts] of taken) {
        visit(run, parts);
        const pause = pace.pause();
        if (pause !== null) await pause;
      }
    }
  }

  /** @returns null where all is in memory, and stays so until somebody else has a turn */
  private startLoading<Name extends PartName>(
    names: readonly Name[],
    listed: readonly WeekRun[],
  ): Promise<Taken<Name>> | null {
    this.turn += 1;
    let isHeld = true;
    for (const run of listed) {
      run.usedAt = this.turn;
      isHeld &&= !run.isReplaced && run.hasAll(names);
    }
    return isHeld ? null : this.takeLoading(names, listed);
  }

  private async takeLoading<Name extends PartName>(
    names: readonly Name[],
    listed: readonly WeekRun[],
  ): Promise<Taken<Name>> {
    const runs = listed.flatMap(run => this.current(names, run));
    for (const run of runs) run.usedAt = this.turn;
    try {
      this.startMissing(names, runs);
      // What is loaded may be let go again before it is looked at: whoever waited for it has it.
      const loaded = await Promise.all(names.map(name => this.load(name, runs)));
      return runs.map((run, index) => {
        const parts: Partial<AllParts> = {};
        names.forEach((name, at) => {
          Object.assign(parts, { [name]: loaded[at]?.[index] });
        });
        return [run, parts as Pick<AllParts, Name>];
      });
    } catch (error) {
      if (!(error instanceof StaleRunError)) throw error;
      await this.sync();
      return this.takeLoading(names, runs);
    }
  }

  /** The weeks of a run as they are known now: some of them may have been written anew since it was listed. */
  private current(names: readonly PartName[], run: WeekRun): WeekRun[] {
    if (!run.isReplaced) return [run];
    const until = run.first + run.length - 1;
    const found = this.indexOf(names).list(run.first, until, new Set([run.repoId]));
    // Weeks may have been joined meanwhile, and those beside them are visited for themselves.
    return found.flatMap(other => run.cut(other) ?? []);
  }

  /** Begins to load what neither is in memory nor loaded by others already; runs that lack the same, together. */
  private startMissing<Name extends PartName>(names: readonly Name[], runs: readonly WeekRun[]): void {
    const lacking = new Map<string, { missing: Name[]; own: WeekRun[] }>();
    for (const run of runs) {
      const missing = names.filter(name => !run.has(name) && run.loadingOf(name) === undefined);
      if (missing.length > 0) entryOf(lacking, missing.join(), () => ({ missing, own: [] })).own.push(run);
    }
    for (const { missing, own } of lacking.values()) {
      const loading = this.loadNow(missing, own);
      for (const run of own) for (const name of missing) run.startLoading(name, loading);
    }
  }

  /** One part of each run, in the order given, where all are in memory or being loaded. */
  private load<Name extends PartName>(name: Name, runs: readonly WeekRun[]): Promise<Array<AllParts[Name]>> {
    return Promise.all(
      runs.map(async run => {
        const loading = run.loadingOf(name);
        if (loading === undefined) return run.take([name])[name];
        const loaded = ((await loading) as Loaded<Name>).get(run);
        const part: AllParts[Name] | WeekFormatError | undefined = loaded?.[name];
        if (part === undefined) throw new StaleRunError();
        if (part instanceof WeekFormatError) throw part;
        return part;
      }),
    );
  }

  /** Runs of which a week was written anew, or is gone, are missing in what is returned; those that are broken say so. */
  private async loadNow<Name extends PartName>(
    names: readonly Name[],
    runs: readonly WeekRun[],
  ): Promise<Loaded<Name>> {
    const loaded = new Map<WeekRun, StoredParts<Name>>();
    try {
      const { identity, found } = await readParts(this.pool, names, runs);
      // Of another database: its numbers may be the same, and mean other weeks.
      if (identity !== this.identity) return loaded;
      runs.forEach((run, index) => {
        const { sequences = [], parts = null } = found[index] ?? {};
        if (parts === null) {
          this.correct(names, run, sequences);
          return;
        }
        loaded.set(run, parts);
        for (const name of names) {
          const part: AllParts[Name] | WeekFormatError = parts[name];
          if (!(part instanceof WeekFormatError)) this.keep(run, name, part);
        }
      });
      return loaded;
    } finally {
      for (const run of runs) for (const name of names) run.endLoading(name);
      this.evict();
    }
  }

  /**
   * Takes over from the database which weeks of a run there are. No look need tell of it: weeks may have been put back
   * as they were before, or be gone, and nothing counts that.
   */
  private correct(names: readonly PartName[], run: WeekRun, sequences: ReadonlyArray<number | null>): void {
    if (run.isReplaced && !run.isCut) return;
    const index = this.indexOf(names);
    const weeks = [...run.weeks.keys()];
    weeks.forEach((week, at) => {
      if ((sequences[at] ?? null) === null) index.forget(run.repoId, week);
    });
    const there = weeks.flatMap((week, at) => {
      const sequence = sequences[at] ?? null;
      return sequence === null ? [] : [{ repoId: run.repoId, week, sequence }];
    });
    index.noteAll(there);
  }

  private keep<Name extends PartName>(run: WeekRun, name: Name, part: AllParts[Name]): void {
    this.partsLoaded += 1;
    // Of one that was noted anew meanwhile nobody takes parts any more.
    if (!run.isReplaced) this.heldBytes += run.keep(name, part);
  }

  /** Of the table in which these parts lie. */
  private indexOf([name]: readonly PartName[]): WeekIndex {
    if (name === undefined) throw new RangeError('a part must be named');
    return this.tables[PARTS[name].table];
  }

  private openTables(): Record<WeekTable, WeekIndex> {
    const { joinedWeeks = 1 } = this.options;
    const open = () => new WeekIndex(joinedWeeks, run => this.release(run), nextWeek);
    return { packed: open(), lost: open(), spans: open() };
  }

  private release(run: WeekRun): void {
    this.heldBytes -= run.drop();
  }

  private async syncNow(): Promise<void> {
    const { identity, ofRepo, keptFrom } = await readSequences(this.pool);
    const fell = [...this.known].some(([repoId, sequence]) => (ofRepo.get(repoId) ?? -1) < sequence);
    if ((this.identity !== null && identity !== this.identity) || fell) this.forgetAll();
    this.identity = identity;
    const since = new Map<number, number>();
    for (const [repoId, sequence] of ofRepo) {
      const known = this.known.get(repoId) ?? -1;
      if (sequence > known) since.set(repoId, known);
    }
    if (since.size === 0) return;
    const written = await readWrittenWeeks(this.pool, since);
    for (const table of Object.keys(this.tables) as WeekTable[]) {
      this.tables[table].noteAll(written.filter(week => week.table === table));
      // That rows are gone, no sequence tells.
      for (const repoId of since.keys())
        this.tables[table].forgetBefore(repoId, keptFrom.get(repoId) ?? Number.NEGATIVE_INFINITY);
    }
    for (const repoId of since.keys()) this.known.set(repoId, ofRepo.get(repoId) ?? -1);
    this.writings += 1;
  }

  /** The database was restored, or is another one. */
  private forgetAll(): void {
    for (const table of Object.values(this.tables)) {
      for (const run of table) {
        // Who goes through it just now finds its weeks as they are in the other database.
        run.isReplaced = true;
        this.release(run);
      }
    }
    this.tables = this.openTables();
    this.known = new Map();
    this.generation += 1;
    this.writings += 1;
  }

  private evict(): void {
    const { maxBytes } = this.options;
    if (this.heldBytes <= maxBytes) return;
    const held = Object.values(this.tables)
      .flatMap(table => [...table])
      .filter(run => run.bytes > 0);
    held.sort((a, b) => a.usedAt - b.usedAt);
    for (const run of held) {
      if (this.heldBytes <= maxBytes * (1 - ROOM_SHARE)) return;
      this.release(run);
    }
  }
}

type Loaded<Name extends PartName> = ReadonlyMap<WeekRun, StoredParts<Name>>;
type Taken<Name extends PartName> = ReadonlyArray<readonly [run: WeekRun, parts: Pick<AllParts, Name>]>;

/** Somewhere it has begun already. */
function nextWeek(): number {
  return weekNumber(Math.floor(Date.now() / DAY_MS)) + 1;
}
