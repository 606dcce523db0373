import { formatRange, formatRatio, formatWeekday } from '@/lib/format';
import { type Change, type ChangePoints, changesSearchSchema } from '@/lib/insights/changes/change';
import { costOf, sizeOf, subjectOf } from '@/lib/insights/changes/change-words';
import {
  formatShiftBetween,
  meanShiftBetween,
  pointsWithin,
  shiftBetween,
} from '@/lib/insights/changes/level-shift';
import { type News, newsOf } from '@/lib/insights/changes/news';
import { listChanges, readChangePoints } from '@/lib/insights/changes/stored-changes';
import { formatPoints, formatShift } from '@/lib/insights/effect-words';
import type { ReaderContext } from '@/lib/weeks/reader';
import { shorten, sinceOf, suspectsOf, wordOf } from '../build/describe-news';
import type { AlertContent, AlertKind, FoundAlert } from './alert';

const MOST_CHANGES = 2000;
const SUSPECTS = 3;

/** What got worse since a day and nobody has spoken of, what has one cause as one. */
export async function findChangeAlerts(context: ReaderContext, since: string): Promise<FoundAlert[]> {
  const search = changesSearchSchema.parse({ since, limit: MOST_CHANGES });
  const { changes } = await listChanges(context, search);
  const { book } = await context.source.open();
  return newsOf(changes).map(news => {
    const { change, others } = news;
    const subjects = [change, ...others].map(subjectKeyOf);
    const { repoId, subject } = subjectKeyOf(change);
    const teams = change.services.map(service => book.teamOfService.get(service) ?? change.team);
    return {
      subject: `${change.isAlarm ? 'unusual' : 'change'}:${repoId}~${subject}`,
      since: change.day,
      kinds: kindsOf(news),
      teams: [...new Set(teams.filter(team => team !== null))],
      changes: { repoId, subjects: subjects.map(one => one.subject) },
      describe: async () => describeChangeAlert(news, await readChangePoints(context, change.id)),
    };
  });
}

function kindsOf({ change, others }: News): AlertKind[] {
  if (change.isAlarm) return ['unusual'];
  const lasting = [change, ...others].filter(({ isAlarm }) => !isAlarm);
  return [...new Set(lasting.map(({ kind }): AlertKind => (kind === 'cache' ? 'cache' : 'regression')))];
}

/** By the id of a change: `12~2026-11-18~step 4`. */
function subjectKeyOf({ id }: Change): { repoId: number; subject: string } {
  const [repoId = '', , ...rest] = id.split('~');
  return { repoId: Number(repoId), subject: rest.join('~') };
}

function describeChangeAlert({ change, others }: News, points: ChangePoints): AlertContent {
  const subject = subjectOf(change);
  const word = wordOf({ change });
  return {
    short: change.isAlarm ? `${subject} out of the usual` : `${subject} ${word}`,
    text: `${subject} ${change.isAlarm ? `was out of its usual on ${formatWeekday(change.day)}` : `${word} ${sinceOf({ change })}`}: ${sizeOf(change)}`,
    detail: `${[...certaintyOf(change, points), ...evidenceOf(change, others, points)].join('. ')}.`,
    tone: change.isAlarm ? null : 'worse',
    href: `/changes?${new URLSearchParams({ open: change.id })}`,
  };
}

function certaintyOf(change: Change, points: ChangePoints): string[] {
  if (change.isAlarm)
    return [
      'The median of that day lies outside of what 499 of 500 days like it have, by the 28 days before; it may still prove to be nothing',
    ];
  const interval = intervalOf(change, points);
  return [
    `It began somewhere in ${formatRange(change.rangeFrom, change.rangeUntil)}`,
    ...(interval === null
      ? []
      : [`Between the means of the days before and since, up to the changes beside it: ${interval}`]),
  ];
}

/**
 * `+137% (95 % interval +131% to +144%)`, by the days on both sides up to the changes beside it: of means, while levels are
 * told by medians, which a few slow days do not move. Null: a side has no two points.
 */
function intervalOf({ day, kind }: Change, { points, changes }: ChangePoints): string | null {
  const from = changes.filter(other => other.day < day).at(-1)?.day ?? null;
  const until = changes.find(other => other.day > day)?.day ?? null;
  const sides = [pointsWithin(points, from, day), pointsWithin(points, day, until)] as const;
  const [interval, mean] = [shiftBetween(kind, ...sides), meanShiftBetween(kind, ...sides)];
  if (interval === null || mean === null) return null;
  return `${kind === 'cache' ? formatPoints(mean) : formatShift(mean)} (95 % interval ${formatShiftBetween(kind, interval)})`;
}

function evidenceOf(change: Change, others: readonly Change[], points: ChangePoints): string[] {
  const cost = change.isAlarm ? null : costOf(change);
  const also = others.filter(({ kind, isAlarm }) => kind !== change.kind && !isAlarm);
  const { suspects, logChanges } = points;
  return [
    ...(cost === null ? [] : [`It ${cost}`]),
    ...also.map(other =>
      other.kind === 'cache'
        ? `Its cache hits ${formatRatio(other.after)} of look-ups, before ${formatRatio(other.before)}`
        : `${subjectOf(other)} ${sizeOf(other)}`,
    ),
    ...logChanges.slice(0, 1).map(({ kind, text }) => `The log: ${kind}: ${shorten(text)}`),
    ...(suspects.length === 0 ? [] : [suspectsOf(suspects.slice(0, SUSPECTS), change.suspectCount)]),
  ];
}
