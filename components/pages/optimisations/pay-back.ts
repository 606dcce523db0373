import { formatDay } from '@/lib/format';
import type { Optimisation } from '@/lib/insights/query';

type Effect = NonNullable<Optimisation['effect']>;

/** Whether the hours that it took are saved again, in words. */
export function describePayBack({ payBack }: Effect): { short: string; sentence: string } {
  const { status, day, knownOn } = payBack;
  const provisional = knownOn === null ? '' : ` Its four weeks are complete on ${formatDay(knownOn, true)}.`;
  switch (status) {
    case 'paid back':
      return dated('Paid back', day, `Paid back on ${date(day)}.${provisional}`);
    case 'not yet':
      return dated(
        'Expected',
        day,
        `Not paid back yet: it will be on ${date(day)}, if it goes on as measured.${provisional}`,
      );
    case 'never':
      return { short: 'No', sentence: 'Not paid back: it saves nothing that can be measured.' };
    case 'not yet known':
      return knownOn === null
        ? {
            short: 'Not known',
            sentence: 'Whether it has paid back is not known: the figures exclude neither.',
          }
        : {
            short: `Known on ${formatDay(knownOn)}`,
            sentence: `Whether it pays back is not known yet: its four weeks are complete on ${formatDay(knownOn, true)}.`,
          };
    case 'no hours recorded':
      return {
        short: 'No hours given',
        sentence: 'What it took is not recorded, so nothing can be paid back.',
      };
  }
}

function dated(word: string, day: string | null, sentence: string) {
  return { short: day === null ? word : `${word} ${formatDay(day, true)}`, sentence };
}

function date(day: string | null): string {
  return day === null ? 'a day that is not known' : formatDay(day, true);
}

/** Whether an effect, or one that holds, is still to come: it is asked for again. */
export function isBeingComputed({ effect, noDaysBetween, firstKnownOn, isOutdated }: Optimisation): boolean {
  return isOutdated || (effect === null && noDaysBetween === null && firstKnownOn === null);
}

/** What to say where nothing is measured. */
export function describeWaiting({
  noDaysBetween,
  firstKnownOn,
}: Pick<Optimisation, 'noDaysBetween' | 'firstKnownOn'>): string {
  if (noDaysBetween !== null) {
    const others = noDaysBetween
      .map(({ title, day }) => `“${title}” (${formatDay(day, true)})`)
      .join(' and ');
    const verbs = noDaysBetween.length === 1 ? ['concerns', 'leaves'] : ['concern', 'leave'];
    return `Cannot be measured: ${others} ${verbs.join(' the same and ')} no day between.`;
  }
  return firstKnownOn === null
    ? 'Its effect is being computed in the background.'
    : `Not enough data until ${formatDay(firstKnownOn, true)}: the first working day after it is not over.`;
}
