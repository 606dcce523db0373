import { z } from 'zod';
import { formatDuration, formatRange, formatRatio, formatWeekday } from '@/lib/format';
import { dayNumber } from '@/lib/time/days';
import { storedChangeSchema } from './change';
import { SAME_CHANGE_DAYS } from './change-marks';
import { formatShiftBetween, pointsWithin, shiftBetween } from './level-shift';

/** What became of something that got worse: a change the other way was found later. */
export const recoverySchema = z.object({
  day: z.iso.date().describe('First day as it is since'),
  until: z.iso.date().nullable().describe('First day on which it was worse again; null: it was not'),
  isBack: z
    .boolean()
    .describe(
      'The whole interval of what is left lies nearer to the level before than to the one that was worse',
    ),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe('95 %, of what is left: the level since / before it got worse; of a hit rate since − before'),
  text: z.string().describe('The same in words'),
});

export type Recovery = z.infer<typeof recoverySchema>;

/** What is read of each change of one wait, step or cache. */
export const subjectChangeSchema = storedChangeSchema
  .pick({ kind: true, before: true, after: true, isWorse: true, rangeFrom: true, rangeUntil: true })
  .extend({ day: z.iso.date() });

type SubjectChange = z.infer<typeof subjectChangeSchema>;

/**
 * @param day on which it got worse, or within a week of it: changes move a little as more is known
 * @param changes all of one wait, step or cache, in order of time; none of a single day
 * @param points of the same, in order of time
 * @returns null: no such change is among them, or none the other way follows
 */
export function recoveryOf(
  day: string,
  changes: readonly SubjectChange[],
  points: ReadonlyArray<{ fromDay: string; value: number }>,
): Recovery | null {
  const distance = (other: SubjectChange) => Math.abs(dayNumber(other.day) - dayNumber(day));
  const [worse] = changes
    .filter(change => change.isWorse && distance(change) <= SAME_CHANGE_DAYS)
    .sort((a, b) => distance(a) - distance(b));
  if (worse === undefined) return null;
  const later = changes.slice(changes.indexOf(worse) + 1);
  const first = later.findIndex(({ isWorse }) => !isWorse);
  if (first === -1) return null;
  const end = later.findIndex(({ isWorse }, i) => i > first && isWorse);
  const gain = later.at(end === -1 ? -1 : end - 1);
  if (gain === undefined) return null;
  const until = later[end]?.day ?? null;
  const previous = changes[changes.indexOf(worse) - 1]?.day ?? null;
  const interval = shiftBetween(
    worse.kind,
    pointsWithin(points, previous, worse.day),
    pointsWithin(points, gain.day, until),
  );
  const isBack =
    interval !== null &&
    (worse.kind === 'cache'
      ? interval.low > (worse.after - worse.before) / 2
      : interval.high < Math.sqrt(worse.after / worse.before));
  return { day: gain.day, until, isBack, interval, text: textOf(worse, gain, { until, isBack, interval }) };
}

/** `Back since Tue 24 Nov (somewhere in 21 – 27 Nov 2026): 3m 07s, before it got worse 3m 05s; 95 % interval of what is left: −2% to +3%`. */
function textOf(
  { kind, before }: SubjectChange,
  { day, after, rangeFrom, rangeUntil }: SubjectChange,
  { until, isBack, interval }: Pick<Recovery, 'until' | 'isBack' | 'interval'>,
): string {
  const level = (value: number) =>
    kind === 'cache' ? `${formatRatio(value)} of look-ups` : formatDuration(value);
  const when = until === null ? `since ${formatWeekday(day)}` : `from ${formatWeekday(day)}`;
  const end = until === null ? '' : ` until ${formatWeekday(until)}, when it got worse again`;
  const left =
    interval === null
      ? 'too few days to say how much is left'
      : `95 % interval of what is left: ${formatShiftBetween(kind, interval)}`;
  return (
    `${isBack ? 'Back' : 'Better again'} ${when} (somewhere in ${formatRange(rangeFrom, rangeUntil)})${end}: ` +
    `${level(after)}, before it got worse ${level(before)}; ${left}`
  );
}
