import { weekOfDay } from '@/lib/time/weeks';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { buildReport, openWeek } from './build/build-report';
import { describeReport } from './build/describe-report';
import { NoReportError, type StoredReport } from './store/stored-report';
import { type ReportKey, readReport } from './store/stored-reports';

/** Stands for the week that is not over: next Monday's report as it stands. */
export const NEXT = 'next';

/** A stored report, or that of the week so far, which nobody stores: revision 0. @throws NoReportError, UnknownWeekError */
export async function askReport(
  context: ReaderContext,
  { week, team, revision }: ReportKey,
): Promise<StoredReport> {
  if (week !== NEXT) return readReport(context.source.pool, { week, team, revision });
  const { book, settings } = await context.source.open();
  if (team !== null && !book.teams.includes(team)) throw new NoReportError(`there is no team ${team}`);
  const today = localDay(context.now, settings.hours.timeZone ?? context.timeZone);
  const opened = await openWeek(context, weekOfDay(today));
  const figures = await buildReport(context, opened, team);
  return {
    ...{ week: opened.week, ...opened.days, team, revision: 0, newestRevision: 0, moved: [], figures },
    builtAt: figures.builtAt,
    isMadeAfterwards: false,
    isComplete: false,
    document: describeReport(figures),
  };
}
