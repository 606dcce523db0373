import type { Optimisation as OptimisationRow } from '@/lib/db/generated/client';
import type { Settings } from '@/lib/settings/settings';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { hashOf, settingsStamp } from '../fingerprint';
import { effectWindows, type MeasuredOptimisation } from './measure-effect';
import type { EffectWindows } from './windows';

/** Of the method: with another one everything is measured anew. */
const METHOD = 2;

/** What effects are measured under. */
export interface EffectRules {
  book: SeriesBook;
  /** Of the settings that they follow from. */
  stamp: string;
  /** What an hour costs is applied when they are read. */
  cost: Settings['cost'];
  /** IANA name, in force. */
  timeZone: string;
  /** The day that is not over yet. */
  today: string;
}

export async function openEffectRules({ source, now, timeZone: usual }: ReaderContext): Promise<EffectRules> {
  const { book, settings } = await source.open();
  const timeZone = settings.hours.timeZone ?? usual;
  const stamp = settingsStamp(settings, timeZone);
  return { book, stamp, cost: settings.cost, timeZone, today: localDay(now, timeZone) };
}

/** An optimisation as it is measured. */
export function measuredOptimisation(row: OptimisationRow, timeZone: string): MeasuredOptimisation {
  const { id, title, services, teams, steps, runners, hoursSpent } = row;
  const scope = { services, teams, steps, runners };
  return { id, title, day: localDay(row.happenedAt, timeZone), scope, hoursSpent };
}

/** What an effect follows from, but for the data: a text without blanks, of settings, optimisation and windows. */
export function effectFingerprint(own: MeasuredOptimisation, windows: EffectWindows, stamp: string): string {
  return [stamp, hashOf([METHOD, own]), hashOf(windows)].join('.');
}

/**
 * Whether an effect was measured under other settings, of the optimisation as it was before it was edited, or in other
 * windows. Who may not see all services is told nothing of windows, since others cut them.
 *
 * @param stored fingerprint, with that of the data behind a blank
 */
export function isOfBefore(
  stored: string,
  own: MeasuredOptimisation,
  all: readonly MeasuredOptimisation[],
  { book, stamp, today }: EffectRules,
): boolean {
  const now = effectFingerprint(own, effectWindows(own, all, book, today), stamp);
  const partsOf = (text: string) => text.split('.').slice(0, book.isLimited ? 2 : 3);
  const [asked = ''] = stored.split(' ');
  return partsOf(asked).join('.') !== partsOf(now).join('.');
}
