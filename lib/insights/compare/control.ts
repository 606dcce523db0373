import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { type DayOfBuilds, logMedianOf } from '@/lib/stats/daily-medians';
import { differenceInDifferences } from '@/lib/stats/difference-in-differences';
import { medianOf } from '@/lib/stats/quantiles';
import { type BookSeries, openReader, type ReaderContext, type SeriesBook } from '@/lib/weeks/reader';
import { ownsService, type Scope } from '../scope';
import type { ControlAnswer } from './comparison';
import { BUILDS_ALONE, type Population, readPopulation } from './population';
import type { SideQuestion } from './side';
import { daysOf, standardise } from './standardise';

const MOST_SERVICES = 12;
const FEWEST_STAGES = 30;
/** The difference to the control must not have moved before by more than chance has it. */
const MOVED_P = 0.05;

/** Services that ran on the same machines before, and are not in the scope: the busiest. */
export async function suggestControl(
  context: ReaderContext,
  { scope, range }: SideQuestion,
  machines: ReadonlySet<string>,
  without: ReadonlySet<string>,
): Promise<string[]> {
  if (machines.size === 0) return [];
  const reader = await openReader(context, {
    range,
    bucket: 'auto',
    ...{ team: null, service: null, repository: null, pipeline: null, step: null },
    branch: 'all',
    event: 'all',
  });
  const counts = new Map<string, number>();
  await reader.forEachWeek('now', ['stages'], ({ parts: { stages } }) => {
    const isShared = ['', ...stages.machines].map(name => machines.has(name));
    for (let i = 0; i < stages.n; i += 1) {
      if (!isShared[at(stages.machine, i, 'machine')]) continue;
      const series = reader.book.series.get(at(stages.seriesId, i, 'seriesId'));
      for (const { service, team } of ownersOf(series, reader.book)) {
        if (ownsService(scope, service, team) || without.has(service)) continue;
        counts.set(service, entryOf(counts, service, () => 0) + 1);
      }
    }
  });
  return [...counts]
    .filter(([, count]) => count >= FEWEST_STAGES)
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .slice(0, MOST_SERVICES)
    .map(([service]) => service)
    .sort();
}

/** Services whose builds a stage is of. */
function ownersOf(
  series: BookSeries | undefined,
  { splitRepos }: SeriesBook,
): ReadonlyArray<{ service: string; team: string | null }> {
  if (series === undefined) return [];
  const { service, team, repoId } = series;
  return service === null ? (splitRepos.get(repoId)?.owners ?? []) : [{ service, team }];
}

/**
 * What changed beyond what a control changed. Of steps, the control's steps of the same names are taken where it has
 * such, else the wait for its builds.
 */
export async function compareToControl(
  context: ReaderContext,
  questions: { before: SideQuestion; after: SideQuestion },
  scope: { before: readonly DayOfBuilds[]; after: readonly DayOfBuilds[] },
  services: readonly string[],
): Promise<Omit<ControlAnswer, 'isSuggested'> | null> {
  if (services.length === 0) return null;
  const control = await readControl(context, questions, services);
  if (control === null) return null;
  const days = { before: daysOf(control.before), after: daysOf(control.after) };
  const found = differenceInDifferences(scope, days);
  return {
    services: [...services],
    ratio: found?.ratio ?? null,
    interval: found?.interval ?? null,
    pValue: found?.pValue ?? null,
    movedAlikeBefore: movedAlike(scope.before, days.before),
    days: picture(scope, days),
  };
}

async function readControl(
  context: ReaderContext,
  { before, after }: { before: SideQuestion; after: SideQuestion },
  services: readonly string[],
) {
  const asked: Scope[] = [
    { services: [...services], teams: [], steps: before.scope.steps, runners: before.scope.runners },
  ];
  if (before.scope.steps.length > 0)
    asked.push({ services: [...services], teams: [], steps: [], runners: before.scope.runners });
  for (const scope of asked) {
    const read = (side: SideQuestion): Promise<Population> =>
      readPopulation(context, { ...side, scope, repository: null, pipeline: null }, BUILDS_ALONE);
    const [left, right] = [await read(before), await read(after)];
    const both = standardise(left.builds, right.builds, { byService: true, byKind: true });
    if (both.before.ms.length > 0) return both;
  }
  return null;
}

/** Whether the difference stayed the same from the first half of the days before to the second; null: too few days. */
function movedAlike(scope: readonly DayOfBuilds[], control: readonly DayOfBuilds[]): boolean | null {
  const halves = (days: readonly DayOfBuilds[], middle: string) => ({
    before: days.filter(({ day }) => day < middle),
    after: days.filter(({ day }) => day >= middle),
  });
  const middle = scope[scope.length >> 1]?.day;
  if (middle === undefined || scope.length < 8) return null;
  const found = differenceInDifferences(halves(scope, middle), halves(control, middle));
  return found === null ? null : found.pValue > MOVED_P;
}

/** Daily medians over the median of the days before. */
function picture(
  scope: { before: readonly DayOfBuilds[]; after: readonly DayOfBuilds[] },
  control: { before: readonly DayOfBuilds[]; after: readonly DayOfBuilds[] },
): ControlAnswer['days'] {
  const days = new Map<string, { scope: number | null; control: number | null }>();
  for (const [name, sides] of [
    ['scope', scope],
    ['control', control],
  ] as const) {
    const level = medianOf(Float64Array.from(sides.before, logOf).sort());
    for (const day of [...sides.before, ...sides.after])
      entryOf(days, day.day, () => ({ scope: null, control: null }))[name] = Math.exp(logOf(day) - level);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, values]) => ({ day, ...values }));
}

function logOf({ durationsMs }: DayOfBuilds): number {
  return logMedianOf(durationsMs);
}
