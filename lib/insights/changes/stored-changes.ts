import { z } from 'zod';
import { prismaFor } from '@/lib/db/prisma';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { dayNumber, isDay } from '@/lib/time/days';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { EVERYTHING, type Scope, scopesOverlap } from '../scope';
import {
  type Change,
  type ChangePoints,
  type ChangesAnswer,
  type ChangesSearch,
  type changeMarkSchema,
  NoChangeError,
  storedChangeSchema,
} from './change';
import { readCache, readDuration } from './series-state';

/** A change may move a little when more days are known: what was said of it holds within so many days. */
const SAME_CHANGE_DAYS = 7;

const row = z.object({
  repoId: z.int(),
  subject: z.string(),
  day: z.string(),
  isAlarm: z.boolean(),
  change: storedChangeSchema,
});

type Row = z.infer<typeof row>;

/** Changes that were found, the newest first. */
export async function listChanges(context: ReaderContext, search: ChangesSearch): Promise<ChangesAnswer> {
  const { pool } = context.source;
  const found = row.array().parse((await pool.query(selectChanges(search))).rows);
  const marks = await readMarks(context);
  const optimisations = await readDatedOptimisations(context);
  const { rows: counts } = await pool.query(sql`
    select (select count(*)::int from repo where is_current) as repositories,
      (select count(*)::int from watched_repo w join repo r on r.id = w.repo_id where r.is_current) as searched`);
  const { repositories, searched } = z.object({ repositories: z.int(), searched: z.int() }).parse(counts[0]);
  const changes = found
    .map(one => changeOf(one, marks, optimisations))
    .filter(({ state }) => search.state === null || state === search.state);
  const { settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  return { changes, repositories, searchedRepositories: searched, timeZone };
}

function selectChanges({
  team,
  service,
  repository,
  pipeline,
  step,
  kind,
  direction,
  since,
}: ChangesSearch): SqlStatement {
  return sql`
    select repo_id as "repoId", subject, day::text as day, is_alarm as "isAlarm", change from found_change
    where (${since}::date is null or day >= ${since}::date)
      and (${team}::text is null or change->>'team' = ${team})
      and (${service}::text is null or change->>'service' = ${service})
      and (${repository}::text is null or change->>'repository' = ${repository})
      and (${pipeline}::text is null or change->>'pipeline' = ${pipeline})
      and (${step}::text is null or change->>'step' = ${step})
      and (${kind}::text is null or change->>'kind' = ${kind})
      and (${direction}::text is null or (change->>'isWorse')::boolean = (${direction} = 'worse'))
    order by found_change.day desc, abs((change->>'hoursAWeek')::double precision) desc nulls last, repo_id, subject`;
}

/** One of them. @throws NoChangeError */
async function readChange(context: ReaderContext, id: string): Promise<Row> {
  const [, repoId = '', day = '', subject = ''] = /^(\d{1,9})~(\d{4}-\d{2}-\d{2})~(.+)$/.exec(id) ?? [];
  if (!isDay(day)) throw new NoChangeError(id);
  const { rows } = await context.source.pool.query(sql`
    select repo_id as "repoId", subject, day::text as day, is_alarm as "isAlarm", change from found_change
    where repo_id = ${Number(repoId)} and day = ${day}::date and subject = ${subject}`);
  const found = row.array().parse(rows)[0];
  if (found === undefined) throw new NoChangeError(id);
  return found;
}

const pointsRow = z.object({ points: z.instanceof(Buffer), settled: z.unknown() });

/** The points in which a change was found, with all changes of the same. @throws NoChangeError */
export async function readChangePoints(context: ReaderContext, id: string): Promise<ChangePoints> {
  const { pool } = context.source;
  const { repoId, subject, change } = await readChange(context, id);
  const stored = await pool.query(sql`
    select points, settled from watched_series where repo_id = ${repoId} and subject = ${subject}`);
  const series = pointsRow.array().parse(stored.rows)[0];
  if (series === undefined) throw new NoChangeError(id);
  const all = await pool.query(sql`
    select repo_id as "repoId", subject, day::text as day, is_alarm as "isAlarm", change from found_change
    where repo_id = ${repoId} and subject = ${subject} and not is_alarm order by found_change.day`);
  const changes = row
    .array()
    .parse(all.rows)
    .map(({ day, change: { before, after, isWorse } }) => {
      return { day, before, after, isWorse };
    });
  if (change.kind === 'cache') {
    const points = readCache(series.points, series.settled).points.map(
      ({ fromDay, untilDay, hits, lookups }) => {
        return { fromDay, untilDay, n: lookups, value: hits / lookups };
      },
    );
    return { unit: 'ratio', points, changes };
  }
  const points = readDuration(series.points, series.settled).points.map(point => {
    const { fromDay, untilDay, buildCount, logMedian } = point;
    return { fromDay, untilDay, n: buildCount, value: 1000 * Math.exp(logMedian) };
  });
  return { unit: 'ms', points, changes };
}

/** Keeps what somebody says of a change; `new` takes it back. @throws NoChangeError */
export async function markChange(
  context: ReaderContext,
  mark: z.output<typeof changeMarkSchema>,
): Promise<Change> {
  const found = await readChange(context, mark.id);
  const { repoId, subject, day } = found;
  const prisma = await prismaFor(context.source.pool);
  const near = (await readMarks(context)).filter(other => isSameChange(found, other)).map(({ id }) => id);
  await prisma.$transaction([
    prisma.changeMark.deleteMany({ where: { id: { in: near } } }),
    ...(mark.state === 'new'
      ? []
      : [
          prisma.changeMark.create({
            data: {
              ...{ repoId, subject, day: new Date(`${day}T00:00:00Z`), state: mark.state },
              note: mark.note || null,
              by: mark.by || null,
              optimisationId: mark.optimisationId,
              markedAt: context.now,
            },
          }),
        ]),
  ]);
  return changeOf(found, await readMarks(context), await readDatedOptimisations(context));
}

type Mark = Awaited<ReturnType<typeof readMarks>>[number];

async function readMarks({ source }: ReaderContext) {
  return (await prismaFor(source.pool)).changeMark.findMany({ include: { optimisation: true } });
}

function isSameChange({ repoId, subject, day }: Row, mark: Mark): boolean {
  const distance = dayNumber(mark.day.toISOString().slice(0, 10)) - dayNumber(day);
  return mark.repoId === repoId && mark.subject === subject && Math.abs(distance) <= SAME_CHANGE_DAYS;
}

interface NotedOptimisation {
  id: number;
  title: string;
  day: string;
  scope: Scope;
}

async function readDatedOptimisations({ source, timeZone }: ReaderContext): Promise<NotedOptimisation[]> {
  const { settings } = await source.open();
  const rows = await (await prismaFor(source.pool)).optimisation.findMany({ where: { deletedAt: null } });
  return rows.map(({ id, title, happenedAt, services, teams, steps, runners }) => ({
    id,
    title,
    day: localDay(happenedAt, settings.hours.timeZone ?? timeZone),
    scope: { services, teams, steps, runners },
  }));
}

/** With what was said of it. A gain is explained where an optimisation lies in its range, though nobody said so. */
function changeOf(found: Row, marks: readonly Mark[], optimisations: readonly NotedOptimisation[]): Change {
  const { repoId, subject, day, isAlarm, change } = found;
  const known = { ...change, id: `${repoId}~${day}~${subject}`, day, isAlarm };
  const mark = marks.find(other => isSameChange(found, other));
  if (mark !== undefined) {
    const { by, note, markedAt, optimisation } = mark;
    const state = mark.state === 'explained' ? 'explained' : 'acknowledged';
    const named =
      optimisation === null || optimisation.deletedAt !== null
        ? null
        : { id: optimisation.id, title: optimisation.title };
    return { ...known, state, mark: { by, note, at: markedAt.toISOString(), optimisation: named } };
  }
  const scope = {
    ...EVERYTHING,
    services: [change.service],
    teams: [change.team],
    steps: change.step === null ? [] : [change.step],
  };
  const cause = optimisations.find(
    other =>
      !change.isWorse &&
      other.day >= change.rangeFrom &&
      other.day <= change.rangeUntil &&
      scopesOverlap(other.scope, scope, service => (service === change.service ? change.team : undefined)),
  );
  if (cause === undefined) return { ...known, state: 'new', mark: null };
  const optimisation = { id: cause.id, title: cause.title };
  return { ...known, state: 'explained', mark: { by: null, note: null, at: null, optimisation } };
}
