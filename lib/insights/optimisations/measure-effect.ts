import type { Settings } from '@/lib/settings/settings';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { compare } from '../compare/compare';
import type { Comparison } from '../compare/comparison';
import { rangeOf } from '../compare/range-of';
import type { SideQuestion } from '../compare/side';
import { type Scope, scopesOverlap } from '../scope';
import type { OptimisationEffect, UnmeasurableEffect } from './effect';
import { type DatedOptimisation, type EffectWindows, leavingNoDays, paidBackOn, windowsOf } from './windows';

export interface MeasuredOptimisation extends DatedOptimisation {
  scope: Scope;
  hoursSpent: number | null;
}

/** The windows of an optimisation, cut where others that concern the same took effect. */
export function effectWindows(
  own: MeasuredOptimisation,
  all: readonly MeasuredOptimisation[],
  book: SeriesBook,
  today: string,
): EffectWindows {
  const teamOf = (service: string) => book.teamOfService.get(service);
  const concerning = all.filter(other => scopesOverlap(own.scope, other.scope, teamOf));
  return windowsOf(
    own,
    concerning.map(({ id, title, day }) => ({ id, title, day })),
    today,
  );
}

/**
 * What an optimisation changed; null while the day after it is not over. Where others leave no day before or after it,
 * which ones.
 *
 * @param all that were recorded, itself among them
 */
export async function measureEffect(
  context: ReaderContext,
  own: MeasuredOptimisation,
  all: readonly MeasuredOptimisation[],
): Promise<OptimisationEffect | UnmeasurableEffect | null> {
  const { book, settings } = await context.source.open();
  const today = localDay(context.now, settings.hours.timeZone ?? context.timeZone);
  const windows = effectWindows(own, all, book, today);
  const noDaysBetween = leavingNoDays(own, windows);
  if (noDaysBetween.length > 0) return { noDaysBetween };
  const after = { ...windows.after, until: windows.isComplete ? windows.after.until : today };
  if (after.from >= after.until) return null;
  const sideOf = (range: string): SideQuestion => ({
    range,
    scope: own.scope,
    ...{ repository: null, pipeline: null, branch: 'all', event: 'all', withoutDay: null },
  });
  const { days: _, ...comparison } = await compare(context, {
    before: sideOf(rangeOf(windows.before)),
    after: sideOf(rangeOf(after)),
    likeness: { byService: true, byKind: true },
    control: 'suggested',
    notControl: changedServices(own, all, windows, book),
    seed: own.id,
  });
  return {
    ...windows,
    comparison,
    ...savingOf(comparison, settings),
    payBack: payBackOf(own, windows, comparison, settings, today),
  };
}

/** Services for which something else was recorded within the windows: they are no control. */
function changedServices(
  own: MeasuredOptimisation,
  all: readonly MeasuredOptimisation[],
  { before, after }: EffectWindows,
  book: SeriesBook,
): Set<string> {
  const changed = new Set<string>();
  for (const { id, day, scope } of all) {
    if (id === own.id || day < before.from || day >= after.until) continue;
    const isAll = scope.services.length === 0 && scope.teams.length === 0;
    for (const [service, team] of book.teamOfService)
      if (isAll || scope.services.includes(service) || scope.teams.includes(team)) changed.add(service);
  }
  return changed;
}

/** @param hoursAWeek null: there is no interval yet */
export function moneyOf(
  hoursAWeek: OptimisationEffect['hoursAWeek'],
  { ratePerHour, currency }: Settings['cost'],
) {
  const money = (hours: number) => hours * ratePerHour;
  const moneyAWeek =
    hoursAWeek === null
      ? null
      : { value: money(hoursAWeek.value), low: money(hoursAWeek.low), high: money(hoursAWeek.high) };
  return { moneyAWeek, currency };
}

function savingOf({ worth }: Pick<Comparison, 'worth'>, { cost }: Settings) {
  const saved = worth === null ? null : { value: worth.hoursAWeek, ...worth.interval };
  return { hoursAWeek: saved, ...moneyOf(saved, cost) };
}

function payBackOf(
  { day, hoursSpent }: MeasuredOptimisation,
  { isComplete, after }: EffectWindows,
  { worth, direction }: Pick<Comparison, 'worth' | 'direction'>,
  { hours }: Settings,
  today: string,
): OptimisationEffect['payBack'] {
  if (hoursSpent === null) return { status: 'no hours recorded', day: null, knownOn: null };
  const knownOn = isComplete ? null : after.until;
  if (direction === 'faster' && worth !== null && worth.hoursAWeek > 0) {
    const on = paidBackOn(day, hoursSpent, worth.hoursAWeek, new Set(hours.workdays));
    return { status: on < today ? 'paid back' : 'not yet', day: on, knownOn };
  }
  const savesNothing = direction === 'slower' || worth?.verdict === 'no material change';
  return { status: savesNothing && isComplete ? 'never' : 'not yet known', day: null, knownOn };
}
