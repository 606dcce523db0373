import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { passedMs } from '@/lib/time/passed';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { addWeeks, daysOfWeek, weekOfDay } from '@/lib/time/weeks';
import { localDay } from '@/lib/time/zones';
import type { FigureSource, ReaderContext } from '@/lib/weeks/reader';
import { buildReport, type OpenedWeek, openWeek, settingsFingerprint } from './build/build-report';
import { readDataState } from './build/data-state';
import { describeMoves } from './build/describe-moves';
import { describeReport } from './build/describe-report';
import { type ReportFigures, reportFiguresSchema } from './build/report-figures';
import { findReport, storeReport } from './store/stored-reports';
import {
  listReportedData,
  listWeekStates,
  noteWeekChecked,
  noteWeekFailed,
  type WeekState,
} from './store/week-states';

/** Weeks of the history that get a report, and the newest of them that get revisions. */
const WEEKS = 26;
const REVISED_WEEKS = 8;
const LOOK_EVERY_MS = 2 * MINUTE_MS;
/** So long the reports of one week follow each other; packing has its turn in between. */
const TURN_MS = 2000;
const RETRY_MS = HOUR_MS;
/** What came late is told once a day; what was known to be missing as soon as it is there. */
const REVISE_EVERY_MS = DAY_MS;
const COMPLETE_EVERY_MS = HOUR_MS;
/** So long a week is waited for that is not wholly imported; then its report says what is missing. */
const PATIENCE_MS = 6 * HOUR_MS;
/** What several teams of one week have in common is good for so long. */
const KEPT_MS = 10 * MINUTE_MS;
/** Of several pollers one is at it: whoever holds this advisory lock. */
export const REPORTS_LOCK = 72_707_375;

export interface ReportsUpkeepOptions {
  source: FigureSource;
  /** Of the machine; the settings may name another one. */
  timeZone: string;
}

/** Some work on the reports of a week. */
interface DueWeek {
  week: string;
  state: WeekState;
  /** Teams without a report, null is the organisation; [] where all have one and are looked at for what moved. */
  missing: Array<string | null>;
}

/**
 * Makes the report of each week once it is over, imported, packed and searched for changes, then those of older weeks; and
 * newer revisions where late data moved one. What is to be done follows from what is stored, so that it can be stopped anywhere.
 */
export class ReportsUpkeep {
  private lookedAt: Date | null = null;
  private opened: { week: OpenedWeek; untilMs: number } | null = null;
  private readonly firstSeenMs = new Map<string, number>();
  private failures: unknown[] = [];

  constructor(private readonly options: ReportsUpkeepOptions) {}

  private get pool(): pg.Pool {
    return this.options.source.pool;
  }

  /**
   * Some work. A week that fails rests for an hour and holds up no other.
   *
   * @returns false when there is nothing to do, it was looked for a moment ago, or another poller is at it
   * @throws what failed, once there is nothing else to do
   */
  async turn(now = new Date()): Promise<boolean> {
    if (passedMs(this.lookedAt, now) < LOOK_EVERY_MS) return false;
    const context = { ...this.options, now };
    const didWork = await inTransaction(this.pool, async client => {
      const lock = await client.query<{ locked: boolean }>(
        sql`select pg_try_advisory_xact_lock(${REPORTS_LOCK}) as locked`,
      );
      return lock.rows[0]?.locked === true && (await this.work(context));
    });
    if (didWork) return true;
    this.lookedAt = now;
    const [first] = this.failures;
    this.failures = [];
    if (first !== undefined) throw first;
    return false;
  }

  private async work(context: ReaderContext): Promise<boolean> {
    const due = await this.findDue(context);
    if (due === null) return false;
    try {
      if (due.missing.length > 0) await this.makeMissing(context, due);
      else await this.revise(context, due);
    } catch (error) {
      this.failures.push(error);
      this.opened = null;
      await noteWeekFailed(this.pool, due.week, context.now, error);
    }
    return true;
  }

  private async findDue(context: ReaderContext): Promise<DueWeek | null> {
    const { now } = context;
    const { book, settings } = await context.source.open();
    const timeZone = settings.hours.timeZone ?? context.timeZone;
    const last = addWeeks(weekOfDay(localDay(now, timeZone)), -1);
    const states = await listWeekStates(this.pool, addWeeks(last, 1 - WEEKS), last);
    const scopes = [null, ...book.teams];
    const rules = settingsFingerprint(settings, timeZone);
    for (const [i, state] of states.entries()) {
      const { week, teams, checked } = state;
      if (passedMs(checked?.failedAt ?? null, now) < RETRY_MS) continue;
      const missing = scopes.filter(team => !teams.includes(team));
      if (missing.length > 0) {
        if (await this.isReady(context, week, timeZone)) return { week, state, missing };
        continue;
      }
      if (i >= REVISED_WEEKS || checked?.fingerprint === fingerprintOf(state, rules)) continue;
      const everyMs = state.isComplete ? REVISE_EVERY_MS : COMPLETE_EVERY_MS;
      if (passedMs(checked?.checkedAt ?? null, now) < everyMs) continue;
      const { missing: gaps } = await readDataState(context, daysOfWeek(week));
      // While it is being computed anew, its figures are neither the old ones nor the new ones.
      if (gaps.length === 0) return { week, state, missing: [] };
    }
    return null;
  }

  /** Whether nothing is missing, or it was waited for long enough. */
  private async isReady(context: ReaderContext, week: string, timeZone: string): Promise<boolean> {
    const days = daysOfWeek(week);
    const { missing, isUnderWay } = await readDataState(context, days);
    const nowMs = context.now.getTime();
    // No later than now: the clock may have been put back since.
    const seenMs = Math.min(this.firstSeenMs.get(week) ?? nowMs, nowMs);
    this.firstSeenMs.set(week, seenMs);
    if (missing.length === 0) return true;
    const endMs = createLocalCalendar(timeZone).startOfDay(dayNumber(days.until));
    // Of a first import all weeks are long past: what is under way is waited for from now on.
    return nowMs - (isUnderWay ? Math.max(seenMs, endMs) : endMs) >= PATIENCE_MS;
  }

  private async makeMissing(context: ReaderContext, { week, missing }: DueWeek): Promise<void> {
    const startMs = performance.now();
    for (const team of missing) {
      const opened = await this.open(context, week);
      const figures = await buildReport(context, opened, team);
      await this.store(context, figures, 1, []);
      if (performance.now() - startMs >= TURN_MS) return;
    }
    const [state] = await listWeekStates(this.pool, week, week);
    if (state === undefined) return;
    // What was written since the first of them was made is in none, and looked at again.
    const madeOf = await listReportedData(this.pool, week);
    await this.noteChecked(context, state, state.isComplete && madeOf.every(data => data === state.data));
  }

  /** Makes all reports of a week anew, and stores those that moved. */
  private async revise(context: ReaderContext, { week, state }: DueWeek): Promise<void> {
    for (const team of state.teams) {
      const known = await findReport(this.pool, { week, team, revision: null });
      const was = reportFiguresSchema.safeParse(known?.figures).data;
      // What another version made stays as it is; so does that of a team that the rules no longer name.
      if (known === null || was === undefined) continue;
      if (team !== null && !(await context.source.open()).book.teams.includes(team)) continue;
      const is = await buildReport(context, await this.open(context, week), team);
      const moves = describeMoves(was, is);
      const isNowComplete = !known.isComplete && is.data.missing.length === 0;
      if (moves.length === 0 && !isNowComplete) continue;
      const complete = isNowComplete ? ['What was missing is there by now.'] : [];
      await this.store(context, is, known.revision + 1, [...complete, ...moves]);
    }
    await this.noteChecked(context, state, true);
  }

  /** @param isFinished nothing was missing: with the same data and rules there is nothing to look for */
  private async noteChecked(context: ReaderContext, state: WeekState, isFinished: boolean): Promise<void> {
    const { settings } = await context.source.open();
    const rules = settingsFingerprint(settings, settings.hours.timeZone ?? context.timeZone);
    this.opened = null;
    const fingerprint = isFinished ? fingerprintOf(state, rules) : 'unfinished';
    await noteWeekChecked(this.pool, state.week, fingerprint, context.now);
  }

  /** What was told of a week stays what its reports tell: other news are those of another week. */
  private async open(context: ReaderContext, week: string): Promise<OpenedWeek> {
    const { opened } = this;
    const nowMs = performance.now();
    if (opened !== null && opened.week.week === week && opened.untilMs > nowMs) return opened.week;
    const stored = await findReport(this.pool, { week, team: null, revision: 1 });
    const told = reportFiguresSchema.safeParse(stored?.figures).data ?? null;
    const next = await openWeek(context, week, told);
    this.opened = { week: next, untilMs: nowMs + KEPT_MS };
    return next;
  }

  private async store(
    { now }: ReaderContext,
    figures: ReportFigures,
    revision: number,
    moved: readonly string[],
  ): Promise<void> {
    const { week, team, isMadeAfterwards, data, settings } = figures;
    const document = describeReport(figures);
    const notice = moved.length === 0 ? [] : [`Revision ${revision}: ${moved.join(' ')}`];
    await storeReport(this.pool, {
      ...{ week, team, revision, builtAt: now, isMadeAfterwards, figures, moved },
      isComplete: data.missing.length === 0,
      settingsFingerprint: settings.fingerprint,
      document: { ...document, notices: [...notice, ...document.notices] },
    });
  }
}

/** Of the data and the rules that the reports of a week follow from. */
function fingerprintOf({ data }: WeekState, rules: string): string {
  return `${data} ${rules}`;
}
