import { z } from 'zod';
import { prismaFor } from '@/lib/db/prisma';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { storableText } from '@/lib/db/storable-text';
import { addDays, isDay } from '@/lib/time/days';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { listDatedOptimisations, type ScopedOptimisation } from '../optimisations/stored-optimisations';
import { EVERYTHING, scopesOverlap } from '../scope';
import {
  type Change,
  type ChangePoints,
  type ChangesAnswer,
  type ChangesSearch,
  type changeMarkSchema,
  NoChangeError,
  storedChangeSchema,
  UnknownOptimisationError,
} from './change';
import { changeId, forgetDayMark, readDayMarks, readMarks } from './change-marks';
import { placeOfStored } from './change-place';
import { searchFingerprint } from './search-fingerprint';
import { unpackMedians, unpackRates } from './series-state';

/** So far back is looked where nothing else is asked for. */
const USUAL_DAYS = 365;

const row = z.object({
  repoId: z.int(),
  subject: z.string(),
  day: z.string(),
  isAlarm: z.boolean(),
  change: z.unknown(),
});

const listedChangeSchema = storedChangeSchema.omit({ suspects: true, logChanges: true });
const evidenceSchema = storedChangeSchema.pick({ suspects: true, logChanges: true });

type Row = Omit<z.infer<typeof row>, 'change'>;
type Listed = Row & { change: z.infer<typeof listedChangeSchema> };

/** What another version stored is left out until the poller has made it anew. */
function decodeRows<Stored>(
  rows: readonly unknown[],
  schema: z.ZodType<Stored>,
): Array<Row & { change: Stored }> {
  return row
    .array()
    .parse(rows)
    .flatMap(one => {
      const { success, data } = schema.safeParse(one.change);
      return success ? [{ ...one, change: data }] : [];
    });
}

/** Changes that were found, the newest first, of the last year where nothing else is asked for. */
export async function listChanges(context: ReaderContext, search: ChangesSearch): Promise<ChangesAnswer> {
  const { pool } = context.source;
  const { book, settings } = await context.source.open();
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const today = localDay(context.now, timeZone);
  const since = search.since ?? addDays(today, -USUAL_DAYS);
  const { kind, direction } = search;
  const { rows } = await pool.query(sql`
    select repo_id as "repoId", subject, day::text as day, is_alarm as "isAlarm",
      change - 'suspects' - 'logChanges' as change
    from found_change
    where day >= ${since}::date
      and (${kind}::text is null or change->>'kind' = ${kind})
      and (${direction}::text is null or change->>'isWorse' = ${direction === 'worse' ? 'true' : 'false'})`);
  const marks = await readAllMarks(context);
  const optimisations = await listDatedOptimisations(context);
  const { method, rules, hours } = searchFingerprint(settings, timeZone);
  const { rows: counts } = await pool.query(sql`
    select count(*)::int as repositories,
      count(*) filter (where split_part(w.fingerprint, '.', 1) = ${method} and split_part(w.fingerprint, '.', 2) = ${rules}
        and split_part(w.fingerprint, '.', 4) = ${hours})::int as searched
    from repo r left join watched_repo w on w.repo_id = r.id left join repo_import i on i.repo_id = r.id
    where r.is_current and ${isSeen(book)}
      -- Without builds there is nothing to search.
      and (not coalesce(i.history_done, true) or exists (select from packed_week p where p.repo_id = r.id))`);
  const { repositories, searched } = z.object({ repositories: z.int(), searched: z.int() }).parse(counts[0]);
  const changes = decodeRows(rows, listedChangeSchema)
    .filter(({ repoId }) => book.sees(repoId))
    .map(one => changeOf(one, book, marks, optimisations))
    .filter(change => isAskedFor(change, search, book))
    .sort(newestFirst);
  return {
    changes: changes.slice(0, search.limit),
    changeCount: changes.length,
    since,
    repositories,
    searchedRepositories: searched,
    timeZone,
    today,
  };
}

/** Whether who asks may see repository `r`. */
function isSeen({ seenRepoIds }: SeriesBook): SqlStatement {
  return sql`(${seenRepoIds}::int[] is null or r.id = any(${seenRepoIds}::int[]))`;
}

/** By the rules and names of today; what services share is of each of them. */
function isAskedFor(
  change: Change,
  { team, service, repository, pipeline, step, state }: ChangesSearch,
  book: SeriesBook,
): boolean {
  const isOwned =
    (team === null && service === null) ||
    change.services.some(
      owner =>
        (service === null || owner === service) &&
        (team === null || (book.teamOfService.get(owner) ?? change.team) === team),
    );
  return (
    isOwned &&
    (repository === null || change.repository === repository) &&
    (pipeline === null || change.pipeline === pipeline) &&
    (step === null || change.step === step) &&
    (state === null || change.state === state)
  );
}

function newestFirst(a: Change, b: Change): number {
  if (a.day !== b.day) return a.day < b.day ? 1 : -1;
  const size = ({ hoursAWeek }: Change) => (hoursAWeek === null ? -1 : Math.abs(hoursAWeek));
  return size(b) - size(a) || (a.id < b.id ? -1 : 1);
}

/** One of them. @throws NoChangeError */
async function readChange(context: ReaderContext, id: string) {
  const [, repoId = '', day = '', subject = ''] = /^(\d{1,9})~(\d{4}-\d{2}-\d{2})~(.+)$/.exec(id) ?? [];
  if (!isDay(day)) throw new NoChangeError(id);
  const { rows } = await context.source.pool.query(sql`
    select repo_id as "repoId", subject, day::text as day, is_alarm as "isAlarm", change from found_change
    where repo_id = ${Number(repoId)} and day = ${day}::date and subject = ${subject}`);
  const { book } = await context.source.open();
  const found = decodeRows(rows, storedChangeSchema)[0];
  if (found === undefined || !book.sees(found.repoId)) throw new NoChangeError(id);
  return found;
}

/** Suspects and what is different in the logs, by id of the change; of those that are gone there is nothing. */
export async function readChangeEvidence(
  { source }: ReaderContext,
  changes: readonly Change[],
): Promise<Map<string, z.infer<typeof evidenceSchema>>> {
  const ids = changes.map(({ id }) => id);
  const { rows } = await source.pool.query(sql`
    select repo_id as "repoId", subject, day::text as day, is_alarm as "isAlarm",
      json_build_object('suspects', change->'suspects', 'logChanges', change->'logChanges') as change
    from found_change where repo_id || '~' || day || '~' || subject = any(${ids}::text[])
      and day = any(${changes.map(({ day }) => day)}::date[])`);
  return new Map(decodeRows(rows, evidenceSchema).map(one => [changeId(one), one.change]));
}

const pointsRow = z.object({ points: z.instanceof(Buffer) });
const repoRow = z.object({ hadLogsToGo: z.boolean() });

/** What a change rests on: its evidence, and the points in which it was found with all changes of the same. @throws NoChangeError */
export async function readChangePoints(context: ReaderContext, id: string): Promise<ChangePoints> {
  const { pool } = context.source;
  const { repoId, subject, change } = await readChange(context, id);
  const { suspects, logChanges } = change;
  const stored = await pool.query(sql`
    select points from watched_series where repo_id = ${repoId} and subject = ${subject}`);
  const { points } = pointsRow.optional().parse(stored.rows[0]) ?? { points: Buffer.alloc(0) };
  const searched = await pool.query(sql`
    select had_logs_to_go as "hadLogsToGo" from watched_repo where repo_id = ${repoId}`);
  const hasLogsToGo = repoRow.optional().parse(searched.rows[0])?.hadLogsToGo ?? false;
  const all = await pool.query(sql`
    select repo_id as "repoId", subject, day::text as day, is_alarm as "isAlarm", change from found_change
    where repo_id = ${repoId} and subject = ${subject} and not is_alarm order by found_change.day`);
  const changes = decodeRows(all.rows, listedChangeSchema).map(
    ({ day, change: { before, after, isWorse } }) => ({ day, before, after, isWorse }),
  );
  const rest = { changes, suspects, logChanges, hasLogsToGo };
  if (change.kind === 'cache') {
    const rates = unpackRates(points).map(({ fromDay, untilDay, hits, lookups }) => {
      return { fromDay, untilDay, n: lookups, value: hits / lookups };
    });
    return { unit: 'ratio', points: rates, ...rest };
  }
  const medians = unpackMedians(points).map(({ fromDay, untilDay, buildCount, logMedian }) => {
    return { fromDay, untilDay, n: buildCount, value: 1000 * Math.exp(logMedian) };
  });
  return { unit: 'ms', points: medians, ...rest };
}

/** Keeps what somebody says of a change; `new` takes it back. @throws NoChangeError, UnknownOptimisationError */
export async function markChange(
  context: ReaderContext,
  { id, state, by, note, optimisationId }: z.output<typeof changeMarkSchema>,
): Promise<Change> {
  const found = await readChange(context, id);
  const prisma = await prismaFor(context.source.pool);
  const optimisations = await listDatedOptimisations(context);
  if (optimisationId !== null && !optimisations.some(known => known.id === optimisationId))
    throw new UnknownOptimisationError(optimisationId);
  const said = ((await readMarks(context)).get(changeId(found)) ?? []).map(mark => mark.id);
  const key = { repoId: found.repoId, subject: found.subject, day: new Date(`${found.day}T00:00:00Z`) };
  const data = {
    ...{ state, optimisationId, markedAt: context.now },
    note: note === null ? null : storableText(note) || null,
    by: by === null ? null : storableText(by) || null,
  };
  await prisma.$transaction([
    prisma.changeMark.deleteMany({
      where: { id: { in: said }, ...(state === 'new' ? {} : { NOT: { day: key.day } }) },
    }),
    ...(state === 'new'
      ? []
      : [
          // Two people at once: the later one holds.
          prisma.changeMark.upsert({
            where: { repoId_subject_day: key },
            create: { ...key, ...data },
            update: data,
          }),
        ]),
  ]);
  if (state === 'new' && found.isAlarm) await forgetDayMark(context, found);
  const { book } = await context.source.open();
  const listed = { ...found, change: listedChangeSchema.parse(found.change) };
  const marks = await readAllMarks(context);
  return changeOf(listed, book, marks, optimisations);
}

/** What people said, by the ids of changes. */
async function readAllMarks(context: ReaderContext) {
  return { ofChanges: await readMarks(context), ofDays: await readDayMarks(context) };
}

/** With what was said of it. A gain is explained where an optimisation lies in its range, though nobody said so. */
function changeOf(
  { change: stored, ...row }: Listed,
  book: SeriesBook,
  marks: Awaited<ReturnType<typeof readAllMarks>>,
  optimisations: readonly ScopedOptimisation[],
): Change {
  const place = placeOfStored(book, row.repoId, row.subject, stored);
  const { day, isAlarm } = row;
  const known = { ...stored, ...place, id: changeId(row), day, isAlarm };
  const [mark] = marks.ofChanges.get(known.id) ?? [];
  if (mark !== undefined) {
    const { by, note, markedAt, optimisation } = mark;
    const state = mark.state === 'explained' ? 'explained' : 'acknowledged';
    // The list has those alone that who asks may see, and none that was deleted.
    const listed = optimisations.find(other => other.id === optimisation?.id);
    const named = listed === undefined ? null : { id: listed.id, title: listed.title };
    return { ...known, state, mark: { by, note, at: markedAt.toISOString(), optimisation: named } };
  }
  const ofDay = isAlarm ? marks.ofDays.get(known.id) : undefined;
  if (ofDay !== undefined) {
    const { by, note, at } = ofDay;
    return { ...known, state: 'acknowledged', mark: { by, note, at: at.toISOString(), optimisation: null } };
  }
  const scope = {
    ...EVERYTHING,
    services: place.services,
    steps: place.step === null ? [] : [place.step],
  };
  const cause = optimisations.find(
    other =>
      !known.isWorse &&
      other.day >= known.rangeFrom &&
      other.day <= known.rangeUntil &&
      scopesOverlap(other.scope, scope, service => book.teamOfService.get(service)),
  );
  if (cause === undefined) return { ...known, state: 'new', mark: null };
  const optimisation = { id: cause.id, title: cause.title };
  return { ...known, state: 'explained', mark: { by: null, note: null, at: null, optimisation } };
}
