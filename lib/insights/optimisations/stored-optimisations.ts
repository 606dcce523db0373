import type pg from 'pg';
import type { Optimisation as OptimisationRow } from '@/lib/db/generated/client';
import { prismaFor } from '@/lib/db/prisma';
import { storableText } from '@/lib/db/storable-text';
import { addDays, dayNumber, isDay } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { DAY_MS } from '@/lib/time/units';
import { localDay } from '@/lib/time/zones';
import type { BookSeries, ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { EVERYTHING, type Scope, scopesOverlap } from '../scope';
import { effectSchema, unmeasurableSchema } from './effect';
import { type EffectRules, isOfBefore, measuredOptimisation, openEffectRules } from './effect-fingerprint';
import { type MeasuredOptimisation, moneyOf } from './measure-effect';
import {
  NoOptimisationError,
  type Optimisation,
  OptimisationConflictError,
  type OptimisationDraft,
  type OptimisationEdit,
  type OptimisationNote,
  type OptimisationsSearch,
} from './optimisation';

/** How long a deleted one can be brought back. */
const UNDO_DAYS = 7;

type Prisma = Awaited<ReturnType<typeof prismaFor>>;

type StoredRow = OptimisationRow & { effect: { effect: unknown; fingerprint: string } | null };

/** Optimisations whose scope meets the filter, the newest first. */
export async function listOptimisations(
  context: ReaderContext,
  search: OptimisationsSearch,
): Promise<Optimisation[]> {
  const rules = await openEffectRules(context);
  const concerns = concerning(rules.book, search);
  const rows = await (await prismaFor(context.source.pool)).optimisation.findMany({
    where: { deletedAt: null },
    include: { effect: true },
    orderBy: [{ happenedAt: 'desc' }, { id: 'desc' }],
  });
  const all = rows.map(row => measuredOptimisation(row, rules.timeZone));
  return rows.map(row => optimisationOf(row, all, rules)).filter(({ scope }) => concerns(scope));
}

/** The same without what they changed, for axes of time. */
export async function listOptimisationNotes(
  context: ReaderContext,
  search: OptimisationsSearch,
): Promise<OptimisationNote[]> {
  const { book } = await openEffectRules(context);
  const concerns = concerning(book, search);
  const all = await listDatedOptimisations(context);
  return all.filter(({ scope }) => concerns(scope)).map(({ id, title, day }) => ({ id, title, day }));
}

export interface ScopedOptimisation extends OptimisationNote {
  scope: Scope;
}

/** All with their days and scopes, the newest first. */
export async function listDatedOptimisations(context: ReaderContext): Promise<ScopedOptimisation[]> {
  const { timeZone, book } = await openEffectRules(context);
  const rows = await (await prismaFor(context.source.pool)).optimisation.findMany({
    where: { deletedAt: null },
    orderBy: [{ happenedAt: 'desc' }, { id: 'desc' }],
  });
  return rows
    .filter(({ services }) => book.seesServices(services))
    .map(({ id, title, happenedAt, services, teams, steps, runners }) => ({
      ...{ id, title, day: localDay(happenedAt, timeZone) },
      scope: { services, teams, steps, runners },
    }));
}

/** Whether a scope may speak of what is asked for. */
function concerning(
  book: SeriesBook,
  { team, service, repository, pipeline, step }: OptimisationsSearch,
): (scope: Scope) => boolean {
  const list = (name: string | null) => (name === null ? [] : [name]);
  const ofRepository = [...book.series.values()].filter(
    series =>
      series.repository === repository &&
      (pipeline === null || series.pipeline === pipeline) &&
      (step === null || series.step === step),
  );
  // What services share is of each of them.
  const ownersOf = ({ service: own, repoId }: BookSeries) =>
    own === null ? (book.splitRepos.get(repoId)?.owners ?? []).map(owner => owner.service) : [own];
  const owners = [...new Set(ofRepository.flatMap(ownersOf))];
  // A place that is not there has no optimisations; an empty list of services would mean all.
  if (service === null && repository !== null && owners.length === 0) return () => false;
  const asked = {
    ...EVERYTHING,
    services: service === null ? owners : [service],
    teams: list(team),
    steps: list(step),
  };
  return scope => scopesOverlap(scope, asked, name => book.teamOfService.get(name));
}

/** @throws NoOptimisationError */
export async function readOptimisation(context: ReaderContext, id: number): Promise<Optimisation> {
  const rules = await openEffectRules(context);
  return readOne(await prismaFor(context.source.pool), id, rules);
}

export async function recordOptimisation(
  context: ReaderContext,
  draft: OptimisationDraft,
): Promise<Optimisation> {
  const rules = await openEffectRules(context);
  const data = columnsOf(draft, context.now, rules.timeZone);
  const row = await (await prismaFor(context.source.pool)).optimisation.create({ data });
  return optimisationOf({ ...row, effect: null }, [], rules);
}

/** @throws NoOptimisationError, OptimisationConflictError */
export async function editOptimisation(
  context: ReaderContext,
  id: number,
  { revision, ...draft }: OptimisationEdit,
): Promise<Optimisation> {
  const rules = await openEffectRules(context);
  const prisma = await prismaFor(context.source.pool);
  const stored = await findOne(prisma, id);
  if (revisionOf(stored) !== revision) throw new OptimisationConflictError();
  const { count } = await prisma.optimisation.updateMany({
    where: { id, deletedAt: null, updatedAt: stored.updatedAt },
    // What took effect at an unknown time keeps the time it has.
    data: columnsOf(
      { ...draft, at: draft.at ?? stored.happenedAt.toISOString() },
      context.now,
      rules.timeZone,
    ),
  });
  if (count === 0) throw new OptimisationConflictError();
  return readOne(prisma, id, rules);
}

/** Deletes it; for some days it can be restored. @throws NoOptimisationError */
export async function deleteOptimisation({ source, now }: ReaderContext, id: number): Promise<void> {
  const { count } = await (await prismaFor(source.pool)).optimisation.updateMany({
    where: { id, deletedAt: null },
    data: { deletedAt: now },
  });
  if (count === 0) throw new NoOptimisationError(id);
}

/** Brings back what was deleted; one that is not stays as it is. @throws NoOptimisationError when it is gone for good, or never was */
export async function restoreOptimisation(context: ReaderContext, id: number): Promise<Optimisation> {
  await (await prismaFor(context.source.pool)).optimisation.updateMany({
    where: { id, deletedAt: { not: null } },
    data: { deletedAt: null },
  });
  return readOptimisation(context, id);
}

/** Removes what was deleted so long ago that nobody will undo it. */
export async function purgeDeleted(pool: pg.Pool, now: Date): Promise<void> {
  await (await prismaFor(pool)).optimisation.deleteMany({
    where: { deletedAt: { lt: new Date(now.getTime() - UNDO_DAYS * DAY_MS) } },
  });
}

/** @throws NoOptimisationError */
async function readOne(prisma: Prisma, id: number, rules: EffectRules): Promise<Optimisation> {
  const rows = await prisma.optimisation.findMany({ where: { deletedAt: null } });
  const all = rows.map(row => measuredOptimisation(row, rules.timeZone));
  return optimisationOf(await findOne(prisma, id), all, rules);
}

async function findOne(prisma: Prisma, id: number): Promise<StoredRow> {
  const row = await prisma.optimisation.findFirst({
    where: { id, deletedAt: null },
    include: { effect: true },
  });
  if (row === null) throw new NoOptimisationError(id);
  return row;
}

function columnsOf(draft: OptimisationDraft, now: Date, timeZone: string) {
  const { at, scope, title, hoursSpent, expectedHoursAWeek } = draft;
  const distinct = (names: readonly string[]) => [...new Set(names.map(storableText))];
  const textOf = (text: string | null) => (text === null ? null : storableText(text) || null);
  return {
    title: storableText(title),
    happenedAt: at === null ? now : instantOf(at, timeZone),
    services: distinct(scope.services),
    teams: distinct(scope.teams),
    steps: distinct(scope.steps),
    runners: distinct(scope.runners),
    hoursSpent,
    by: textOf(draft.by),
    note: textOf(draft.note),
    expectedHoursAWeek,
    findingKey: textOf(draft.findingKey),
  };
}

/** Of a day, its first instant. */
function instantOf(at: string, timeZone: string): Date {
  return isDay(at) ? new Date(createLocalCalendar(timeZone).startOfDay(dayNumber(at))) : new Date(at);
}

/** @param all that are recorded, which cut its windows */
function optimisationOf(
  row: StoredRow,
  all: readonly MeasuredOptimisation[],
  rules: EffectRules,
): Optimisation {
  const { happenedAt, by, note, expectedHoursAWeek, findingKey, effect: stored } = row;
  const own = measuredOptimisation(row, rules.timeZone);
  const firstKnownOn = addDays(own.day, 2);
  return {
    ...own,
    at: happenedAt.toISOString(),
    by,
    note,
    expectedHoursAWeek,
    findingKey,
    revision: revisionOf(row),
    ...effectOf(row, rules),
    isOutdated: stored !== null && isOfBefore(stored.fingerprint, own, all, rules),
    firstKnownOn: rules.today < firstKnownOn ? firstKnownOn : null,
  };
}

/** Both null: not measured yet, or the first day after it is not over. What another version stored is measured anew. */
function effectOf(
  { effect }: StoredRow,
  { cost }: EffectRules,
): Pick<Optimisation, 'effect' | 'noDaysBetween'> {
  const known = effectSchema.safeParse(effect?.effect).data ?? null;
  return {
    effect: known === null ? null : { ...known, ...moneyOf(known.hoursAWeek, cost) },
    noDaysBetween: unmeasurableSchema.safeParse(effect?.effect).data?.noDaysBetween ?? null,
  };
}

function revisionOf({ updatedAt }: OptimisationRow): string {
  return updatedAt.toISOString();
}
