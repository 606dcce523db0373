import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isOfWholeDatabase } from '@/lib/db/database-trouble';
import { sql } from '@/lib/db/sql';
import { storableMessage } from '@/lib/db/storable-text';
import { purgeBuilds } from '@/lib/import/purge-builds';
import { purgeSpans } from '@/lib/import/purge-spans';
import { rollUpLogWeek } from '@/lib/import/roll-up-logs';
import { InsightsUpkeep } from '@/lib/insights/upkeep';
import { MOST_PACKED_WEEKS_MB } from '@/lib/packed-weeks-budget';
import { AlertsUpkeep } from '@/lib/reports/alerts/upkeep';
import { ReportsUpkeep } from '@/lib/reports/upkeep';
import { readSettings, readSettingsSections } from '@/lib/settings/read-settings';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import {
  followRunnerClocks,
  markArrivedWeeks,
  markOtherSpanVersions,
  markOtherZones,
  openUpkeepStore,
  packMarkedSpanWeeks,
  packNextWeek,
  rollUpWaiting,
  type WeekStore,
} from '@/lib/weeks/upkeep';
import { newestWeek, type UpkeepTurn, upkeepPauseMs } from './upkeep-pause';

const IDLE_MS = 500;
const RETRY_MS = 5_000;
const PURGE_EVERY_MS = HOUR_MS;
/** While weeks are still being packed, hours lost take at most one part in so many of the time. */
const WAITING_SHARE = 5;
/** What fails of findings rests for an hour: so long, and until it was tried again, it is told of. */
const FINDINGS_TOLD_MS = HOUR_MS + 5 * MINUTE_MS;
/** Of figures it is tried again and again; while there is much else to do, some minutes may pass. */
const FIGURES_TOLD_MS = 5 * MINUTE_MS;
/** Findings go through the figures piece by piece: of the budget for packed weeks they have one part in so many. */
const INSIGHTS_SHARE = 6;

interface Trouble {
  words: string;
  untilMs: number;
}

export interface UpkeepOptions {
  pool: pg.Pool;
  /** Of the machine; the settings may name another one. */
  timeZone: string;
  keepSpansDays: number;
  /** What packed weeks may take in the memory of the pages: a part of it is ours beside that. */
  packedWeeksMb?: number;
}

/** How long upkeep was at it, milliseconds: for those who measure. */
export interface UpkeepTimes {
  packingMs: number;
  waitingMs: number;
  spansMs: number;
  insightsMs: number;
  reportsMs: number;
}

/**
 * Keeps what figures are read from up to date with what is stored: packed weeks, hours lost, sums of spans. Newest
 * first, beside the import; everything it has to do stands in the database, so that it can be stopped anywhere.
 */
export class Upkeep {
  readonly times: UpkeepTimes = { packingMs: 0, waitingMs: 0, spansMs: 0, insightsMs: 0, reportsMs: 0 };
  private readonly store: WeekStore;
  private readonly insights: InsightsUpkeep;
  private readonly reports: ReportsUpkeep;
  private readonly alerts: AlertsUpkeep;
  private timeZone: string | null = null;
  private calendar = createLocalCalendar('UTC');
  private nextWaitingMs = 0;
  private nextPurgeMs = 0;
  /** There may be builds that are kept no longer. */
  private isPurging = false;
  /** The last turn removed some: the next one is of findings. */
  private hasPurged = false;
  private purgeTrouble: string | null = null;
  /** Monday of the newest week that was packed; '' is none. */
  private newestWeek = '';
  private figuresTrouble: Trouble | null = null;
  private findingsTrouble: Trouble | null = null;

  constructor(
    private readonly options: UpkeepOptions,
    private readonly now: () => Date = () => new Date(),
  ) {
    const { pool, timeZone, packedWeeksMb = MOST_PACKED_WEEKS_MB } = options;
    this.store = openUpkeepStore(pool, packedWeeksMb);
    this.insights = new InsightsUpkeep({ pool, timeZone, packedWeeksMb: packedWeeksMb / INSIGHTS_SHARE });
    this.reports = new ReportsUpkeep({ source: this.insights.source, timeZone });
    this.alerts = new AlertsUpkeep({ source: this.insights.source, timeZone });
  }

  /** What keeps figures or findings from being brought up to date, in words; null: nothing does. */
  get trouble(): string | null {
    const [figures, findings] = [wordsNow(this.figuresTrouble), wordsNow(this.findingsTrouble)];
    if (figures !== null) return `figures could not be brought up to date: ${figures}`;
    return findings === null
      ? this.purgeTrouble
      : `some changes, findings, alerts or reports could not be brought up to date: ${findings}`;
  }

  /** Less is kept than before. */
  purgeSoon(): void {
    this.nextPurgeMs = 0;
  }

  /** The organisation's zone as the settings have it now; the machine's where they cannot be understood. */
  async readTimeZone(): Promise<string> {
    const { settings } = await readSettingsSections(this.options.pool);
    return settings.hours.timeZone ?? this.options.timeZone;
  }

  /** Goes on until `signal` aborts; what fails is told when it begins to, and tried again. */
  async run(signal: AbortSignal, onError: (error: Error) => void): Promise<void> {
    let told: string | null = null;
    while (!signal.aborted) {
      const pauseMs = await this.turnBesideImport().catch((error: unknown) => {
        const words = wordsOf([error]);
        const isTold = words !== null && this.trouble?.includes(words) === true;
        if (!signal.aborted && !isTold) onError(error instanceof Error ? error : new Error(String(error)));
        return RETRY_MS;
      });
      const { trouble } = this;
      if (trouble !== null && trouble !== told && !signal.aborted) onError(new Error(trouble));
      told = trouble;
      if (pauseMs === 0) continue;
      await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
  }

  /** Everything there is to do, also for weeks that are still changing. */
  async finish(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await this.turn(true)) !== 'idle');
    if (this.purgeTrouble !== null) throw new Error(this.purgeTrouble);
  }

  /** @returns how long to rest after it, milliseconds */
  private async turnBesideImport(): Promise<number> {
    const startMs = performance.now();
    const turn = await this.turn(false);
    const tookMs = performance.now() - startMs;
    return upkeepPauseMs(turn, tookMs, turn === 'older' && (await this.isHistoryComingIn()));
  }

  /** A repository that cannot be read holds up nobody. */
  private async isHistoryComingIn(): Promise<boolean> {
    const found = await this.options.pool.query(sql`
      select 1 from repo_import where not history_done and failed_turns = 0 limit 1`);
    return found.rowCount !== 0;
  }

  /**
   * One piece of work, the most urgent. What fails holds up nothing else: a repository that cannot be packed no hours,
   * a week that another version packed not its packing.
   *
   * @throws what failed, once there is nothing else to do
   */
  private async turn(force: boolean): Promise<UpkeepTurn> {
    const failures: unknown[] = [];
    const figures = await this.turnOfFigures(force, failures).catch((error: unknown) => {
      const words = wordsOf([error]);
      if (words !== null) this.figuresTrouble = troubleOf(words, FIGURES_TOLD_MS);
      throw error;
    });
    const words = wordsOf(failures);
    if (words !== null) this.figuresTrouble = troubleOf(words, FIGURES_TOLD_MS);
    else if (figures === null) this.figuresTrouble = null;
    if (figures !== null) return figures;
    if (failures.length > 0) throw failures[0];
    this.hasPurged = !this.hasPurged && (await this.turnOfPurging());
    if (this.hasPurged) return 'older';
    try {
      const findings = await this.turnOfFindings();
      return this.isPurging ? 'older' : findings;
    } catch (error) {
      const words = wordsOf([error]);
      this.findingsTrouble = words === null ? null : troubleOf(words, FINDINGS_TOLD_MS);
      throw error;
    }
  }

  /**
   * A piece of what is kept no longer. What fails is tried again at the next look, so that findings go on.
   *
   * @returns whether there may be more
   * @throws a database that is away
   */
  private async turnOfPurging(): Promise<boolean> {
    const isDue = performance.now() >= this.nextPurgeMs;
    if (!isDue && !this.isPurging) return false;
    const { pool, keepSpansDays } = this.options;
    const timeZone = await this.followTimeZone();
    try {
      if (isDue) {
        this.nextPurgeMs = performance.now() + PURGE_EVERY_MS;
        this.isPurging = true;
        await purgeSpans(pool, { keepDays: keepSpansDays, timeZone, now: this.now() });
      }
      if (this.isPurging) {
        this.isPurging = await purgeBuilds(pool, timeZone);
        this.purgeTrouble = null;
      }
    } catch (error) {
      const words = wordsOf([error]);
      if (words === null) throw error;
      this.purgeTrouble = `what is kept no longer cannot be removed: ${words}`;
      this.isPurging = false;
    }
    if (isDue) await markArrivedWeeks(pool, timeZone);
    return this.isPurging;
  }

  /** Packed weeks, hours lost, sums of spans. @returns null: nothing of that is to be done */
  private async turnOfFigures(force: boolean, failures: unknown[]): Promise<UpkeepTurn | null> {
    const { pool } = this.options;
    const timeZone = await this.followTimeZone();
    const noteFailure = (error: unknown) => {
      failures.push(error);
      return null;
    };
    const startMs = performance.now();
    const context = { pool, timeZone, calendar: this.calendar };
    const clocks = await followRunnerClocks(pool, timeZone).catch(noteFailure);
    const packed = await packNextWeek(context, force).catch(noteFailure);
    if (packed !== null) this.times.packingMs += performance.now() - startMs;
    if (packed !== null) this.newestWeek = newestWeek(this.newestWeek, packed.week, this.thisWeek());
    // Who finishes everything in one go has no use for hours of weeks that are not packed yet.
    if (packed !== null && force) return this.turnOn(packed.week);
    const waited = await this.turnOfWaiting(timeZone, packed !== null).catch(noteFailure);
    if (packed !== null) return this.turnOn(packed.week);
    if (waited !== null) return this.turnOn(waited);
    const spansMs = performance.now();
    // Weeks that only need packing first: they are few, and logs may come in for days.
    const didSpans =
      ((await packMarkedSpanWeeks(pool).catch(noteFailure)) ?? 0) > 0 ||
      (await rollUpLogWeek(pool, timeZone, force).catch(noteFailure)) === true;
    if (didSpans) this.times.spansMs += performance.now() - spansMs;
    return didSpans || (clocks !== null && clocks > 0) ? 'older' : null;
  }

  /** What was just found is told before reports are made, which take longer. */
  private async turnOfFindings(): Promise<UpkeepTurn> {
    const insightsMs = performance.now();
    const didInsights = await this.insights.turn(this.now());
    this.times.insightsMs += performance.now() - insightsMs;
    if (didInsights) return 'older';
    const reportsMs = performance.now();
    const [alerts] = await Promise.allSettled([this.alerts.turn(this.now())]);
    const didReports = await this.reports.turn(this.now());
    this.times.reportsMs += performance.now() - reportsMs;
    // Told at once: alerts are looked for again only in minutes.
    if (alerts.status === 'rejected') throw alerts.reason;
    return didReports ? 'older' : 'idle';
  }

  private thisWeek(): string {
    return calendarDay(mondayOf(weekNumber(this.calendar.dayOf(this.now().getTime()))));
  }

  private turnOn(week: string): UpkeepTurn {
    return this.newestWeek === '' || dayNumber(week) >= dayNumber(this.newestWeek) - 7 ? 'newest' : 'older';
  }

  /** @returns the week whose hours were brought up to date; null: none was */
  private async turnOfWaiting(timeZone: string, isPacking: boolean): Promise<string | null> {
    if (isPacking && performance.now() < this.nextWaitingMs) return null;
    const { pool } = this.options;
    const { settings } = await readSettings(pool);
    const startMs = performance.now();
    this.nextWaitingMs = performance.now() + IDLE_MS;
    const week = await rollUpWaiting({ pool, store: this.store, settings, timeZone });
    const tookMs = performance.now() - startMs;
    if (week !== null) this.times.waitingMs += tookMs;
    this.nextWaitingMs = performance.now() + Math.max(tookMs * WAITING_SHARE, IDLE_MS);
    return week;
  }

  private async followTimeZone(): Promise<string> {
    const timeZone = await this.readTimeZone();
    if (timeZone !== this.timeZone) {
      this.calendar = createLocalCalendar(timeZone);
      await markOtherZones(this.options.pool, timeZone);
      await markOtherSpanVersions(this.options.pool);
      this.timeZone = timeZone;
    }
    return timeZone;
  }
}

/** The first of some failures that is not of a database that is away: of that pages tell anyway. */
function wordsOf(failures: readonly unknown[]): string | null {
  const single = failures.flatMap(failure =>
    failure instanceof AggregateError ? failure.errors : [failure],
  );
  const own = single.find(failure => !isOfWholeDatabase(failure));
  return own === undefined ? null : storableMessage(own);
}

/** With the time at which it was, since it is told of for a while. */
function troubleOf(words: string, forMs: number): Trouble {
  const time = new Date().toISOString().slice(11, 16);
  return { words: `${words} (${time} UTC)`, untilMs: performance.now() + forMs };
}

function wordsNow(trouble: Trouble | null): string | null {
  return trouble === null || performance.now() >= trouble.untilMs ? null : trouble.words;
}
