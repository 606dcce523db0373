import { addDays } from '@/lib/time/days';
import type { ReaderContext } from '@/lib/weeks/reader';
import type { LogChange, StoredChange } from './change';
import { placeOf } from './change-place';
import type { ChangeRange } from './change-range';
import { type Measured, readLogChanges, readRateChanges, readRunnerChanges, readSuspects } from './evidence';
import { hoursAWeekOf } from './hours-a-week';
import { type Subject, subjectKey } from './read-days';
import type { DurationState } from './series-state';

const WEEKS = 4;

export interface WatchedRepository {
  id: number;
  slug: string;
}

/** What the search found: milliseconds, or hits of look-ups. */
export interface ChangeFacts {
  before: number;
  after: number;
  effect: number;
  /** Null: it is an alarm. */
  pValue: number | null;
}

interface FoundChange {
  subject: Subject;
  day: string;
  range: ChangeRange;
  facts: ChangeFacts;
  /** Points of all waits and steps of the repository; null: not known. */
  durations: ReadonlyMap<string, DurationState> | null;
}

/** A change with its evidence: size in hours, suspects, and what is different in the logs. Null: its step is gone. */
export async function describeChange(
  context: ReaderContext,
  repository: WatchedRepository,
  { subject, day, range, facts, durations }: FoundChange,
): Promise<Omit<StoredChange, 'isDrifting'> | null> {
  const { book, settings } = await context.source.open();
  const place = placeOf(book, repository, subject);
  if (place === null) return null;
  const { services: _, hasNamesakes: __, ...names } = place;
  const ownSeriesId = subject.kind === 'wait' ? null : subject.seriesId;
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const question = { pool: context.source.pool, timeZone, repoId: repository.id, ...range };
  const seriesId = ownSeriesId ?? stepBehind(durations, day, facts);
  const pipeline = book.series.get(seriesId ?? 0)?.pipeline ?? null;
  const spanChanges = seriesId === null ? [] : await readLogChanges(question, seriesId);
  // A fallen cache is why commands take longer, so it comes before them.
  const logChanges = [
    ...(pipeline === null ? [] : await readRunnerChanges(question, pipeline)),
    ...(seriesId === null ? [] : await readRateChanges(question, seriesId)),
    ...spanChanges,
  ];
  const isWorse = isForTheWorse(subject, facts);
  const size = sizeOf(subject, { day, facts, durations });
  return {
    kind: subject.kind,
    ...names,
    cacheKind: subject.kind === 'cache' ? subject.cacheKind : null,
    tool: subject.kind === 'cache' ? subject.tool : null,
    ...range,
    ...facts,
    isWorse,
    hoursAWeek: size === null ? null : await hoursAWeekOf(context, repository, subject, day, size),
    label: labelOf(subject, spanChanges, isWorse),
    ...(await readSuspects(question, measuredOf(subject, names, book.splitRepos.has(repository.id)), facts)),
    logChanges,
  };
}

/** By how much the step, or the wait, is another; of a cache, its step; null: not known. */
export function sizeOf(
  subject: Subject,
  {
    day,
    facts,
    durations,
  }: Pick<FoundChange, 'day' | 'durations'> & { facts: Pick<ChangeFacts, 'before' | 'after'> },
): { before: number; after: number } | null {
  return subject.kind === 'cache' ? shiftOf(durations, subject.seriesId, day) : facts;
}

/** What is looked at in single builds; of a split repository the wait for a service is not the build's. */
function measuredOf(
  subject: Subject,
  { pipeline, step }: { pipeline: string | null; step: string | null },
  isSplit: boolean,
): Measured | null {
  if (subject.kind === 'wait') return isSplit ? null : { kind: 'wait' };
  if (pipeline === null || step === null) return null;
  if (subject.kind === 'step') return { kind: 'step', pipeline, step };
  return { kind: 'cache', pipeline, step, cacheKind: subject.cacheKind, tool: subject.tool };
}

/** Longer is worse, and fewer hits are. */
export function isForTheWorse({ kind }: Subject, { before, after }: ChangeFacts): boolean {
  return kind === 'cache' ? after < before : after > before;
}

/** Of a wait, the step whose points moved the most in the same direction; null: none did. */
function stepBehind(
  durations: ReadonlyMap<string, DurationState> | null,
  day: string,
  facts: ChangeFacts,
): number | null {
  let [found, most]: [number | null, number] = [null, 0];
  for (const key of durations?.keys() ?? []) {
    const [, id] = /^step (\d+)$/.exec(key) ?? [];
    const shift = id === undefined ? null : shiftOf(durations, Number(id), day);
    if (id === undefined || shift === null) continue;
    const moved = (shift.after - shift.before) * Math.sign(facts.after - facts.before);
    if (moved > most) [found, most] = [Number(id), moved];
  }
  return found;
}

/** What a step typically took in the weeks before a day and after it, ms; null where one of them has too little. */
function shiftOf(
  durations: ReadonlyMap<string, DurationState> | null,
  seriesId: number,
  day: string,
): { before: number; after: number } | null {
  const points = durations?.get(subjectKey({ kind: 'step', seriesId }))?.points ?? [];
  const typical = (from: string, until: string) => {
    const some = points.filter(point => point.fromDay >= from && point.fromDay < until);
    return some.length < 2
      ? null
      : 1000 * Math.exp(some.reduce((sum, { logMedian }) => sum + logMedian, 0) / some.length);
  };
  const before = typical(addDays(day, -7 * WEEKS), day);
  const after = typical(day, addDays(day, 7 * WEEKS));
  return before === null || after === null ? null : { before, after };
}

/** The command or layer that a change of a cache is about. */
function labelOf(subject: Subject, logChanges: readonly LogChange[], isWorse: boolean): string | null {
  if (subject.kind === 'wait') return null;
  const kinds: LogChange['kind'][] = isWorse
    ? ['no longer cached', 'takes longer', 'new command']
    : ['now cached', 'takes less', 'command is gone'];
  if (subject.kind === 'step') return logChanges[0]?.text ?? null;
  for (const wanted of kinds) {
    const found = logChanges.find(({ kind }) => kind === wanted);
    if (found !== undefined) return found.text;
  }
  return null;
}
