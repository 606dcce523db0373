import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { storableJson } from '@/lib/db/storable-text';
import { daysOfWeek, weekOfDay } from '@/lib/time/weeks';
import type { ReportDocument } from '../report-document';
import {
  type ListedReport,
  NoReportError,
  type ReportsAnswer,
  type ReportsSearch,
  reportDocumentSchema,
  type StoredReport,
} from './stored-report';

/** In the column of teams it stands for the organisation: no team has an empty name. */
const ORGANISATION = '';

const row = z.object({
  monday: z.string(),
  team: z.string(),
  revision: z.int(),
  builtAt: z.date(),
  isMadeAfterwards: z.boolean(),
  isComplete: z.boolean(),
  document: z.unknown(),
});

const wholeRow = row.extend({
  newestRevision: z.int(),
  moved: z.array(z.string()),
  figures: z.unknown(),
});

/** Which report is asked for; `revision` null: the newest. */
export interface ReportKey {
  week: string;
  /** Null: of the organisation. */
  team: string | null;
  revision: number | null;
}

/** A report as it was made; null: there is none of this week and scope, or no such revision. @throws UnknownWeekError */
export async function findReport(
  pool: pg.Pool | pg.PoolClient,
  { week, team, revision }: ReportKey,
): Promise<StoredReport | null> {
  const { from } = daysOfWeek(week);
  const { rows } = await pool.query(sql`
    select week::text as monday, team, revision, built_at as "builtAt", is_made_afterwards as "isMadeAfterwards",
      is_complete as "isComplete", moved, figures, document,
      (select max(revision) from report where week = ${from}::date and team = ${team ?? ORGANISATION}) as "newestRevision"
    from report
    where week = ${from}::date and team = ${team ?? ORGANISATION} and (${revision}::int is null or revision = ${revision})
    order by revision desc limit 1`);
  const found = wholeRow.optional().parse(rows[0]);
  if (found === undefined) return null;
  const { newestRevision, moved, figures } = found;
  return { ...aboutOf(found), newestRevision, moved, figures, document: documentOf(found) };
}

/** The same. @throws NoReportError that says which there are, UnknownWeekError */
export async function readReport(pool: pg.Pool, key: ReportKey): Promise<StoredReport> {
  const found = await findReport(pool, key);
  if (found !== null) return found;
  const { week, team, revision } = key;
  const of = team === null ? '' : ` of team ${team}`;
  if (revision !== null && (await findReport(pool, { ...key, revision: null })) !== null)
    throw new NoReportError(`the report of ${week}${of} has no revision ${revision}`);
  const { reports } = await listReports(pool, { team, limit: 1 });
  const [newest] = team === null ? reports.filter(one => one.team === null) : reports;
  throw new NoReportError(
    newest === undefined
      ? `there is no report${of} yet: the poller makes them once weeks are over and wholly imported`
      : `there is no report of ${week}${of}; the newest is that of ${newest.week}`,
  );
}

/** The newest revision of each, the newest week first, in each the organisation before its teams. */
export async function listReports(
  pool: pg.Pool,
  { team, limit }: Pick<ReportsSearch, 'team' | 'limit'>,
): Promise<ReportsAnswer> {
  const { rows } = await pool.query(sql`
    select distinct on (week, team) week::text as monday, team, revision, built_at as "builtAt",
      is_made_afterwards as "isMadeAfterwards", is_complete as "isComplete", document
    from report where ${team}::text is null or team = ${team}
    order by week desc, team, revision desc limit ${limit}`);
  const reports = row
    .array()
    .parse(rows)
    .map((one): ListedReport => {
      const { title, lead, figures } = documentOf(one);
      return { ...aboutOf(one), title, lead: [...lead], figures: [...figures] };
    });
  const failed = await pool.query(sql`
    select week::text as monday, problem from report_week where failed_at is not null order by week desc`);
  const problems = z
    .array(z.object({ monday: z.string(), problem: z.string() }))
    .parse(failed.rows)
    .map(({ monday, problem }) => ({ week: weekOfDay(monday), problem }));
  return { reports, problems };
}

/** Teams that have a report, in alphabetical order. */
export async function listReportTeams(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ team: string }>(sql`
    select distinct team from report where team <> ${ORGANISATION} order by team`);
  return rows.map(({ team }) => team);
}

/** The weeks around one that have a report of the same scope; null: there is none. */
export async function readNeighbours(
  pool: pg.Pool,
  { week, team }: Pick<ReportKey, 'week' | 'team'>,
): Promise<{ previous: string | null; next: string | null }> {
  const { from } = daysOfWeek(week);
  const { rows } = await pool.query(sql`
    select (select max(week)::text from report where team = ${team ?? ORGANISATION} and week < ${from}::date) as previous,
      (select min(week)::text from report where team = ${team ?? ORGANISATION} and week > ${from}::date) as next`);
  const { previous, next } = z
    .object({ previous: z.string().nullable(), next: z.string().nullable() })
    .parse(rows[0]);
  return {
    previous: previous === null ? null : weekOfDay(previous),
    next: next === null ? null : weekOfDay(next),
  };
}

/** What is stored of a report. */
export interface ReportRow extends ReportKey {
  revision: number;
  builtAt: Date;
  isMadeAfterwards: boolean;
  isComplete: boolean;
  settingsFingerprint: string;
  figures: object;
  document: ReportDocument;
  moved: readonly string[];
}

/** @returns false where that revision is there already: another poller was faster */
export async function storeReport(client: pg.Pool | pg.PoolClient, report: ReportRow): Promise<boolean> {
  const { week, team, revision, builtAt, isMadeAfterwards, isComplete, settingsFingerprint } = report;
  const { rowCount } = await client.query(sql`
    insert into report (week, team, revision, built_at, is_made_afterwards, is_complete, settings_fingerprint, figures,
      document, moved)
    values (${daysOfWeek(week).from}::date, ${team ?? ORGANISATION}, ${revision}, ${builtAt}, ${isMadeAfterwards},
      ${isComplete}, ${settingsFingerprint}, ${storableJson(report.figures)}::jsonb,
      ${storableJson(report.document)}::jsonb, ${report.moved}::text[])
    on conflict do nothing`);
  return rowCount === 1;
}

function aboutOf({ monday, team, builtAt, revision, isMadeAfterwards, isComplete }: z.infer<typeof row>) {
  const week = weekOfDay(monday);
  return {
    ...{ week, ...daysOfWeek(week), team: team === ORGANISATION ? null : team },
    ...{ revision, builtAt: builtAt.toISOString(), isMadeAfterwards, isComplete },
  };
}

function documentOf({ document }: { document: unknown }) {
  return reportDocumentSchema.parse(document);
}
