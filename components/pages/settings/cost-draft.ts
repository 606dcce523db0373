import type { FieldProblem } from '@/lib/field-problem';
import type { SectionCodec, SectionValue } from './section';

type Cost = SectionValue<'cost'>;

/** Everything as text; `partialWeight` is a percentage, an empty `runnerRatePerHour` means that there is none. */
export type CostDraft = Record<keyof Cost, string>;

export const costCodec: SectionCodec<'cost', CostDraft> = {
  toDraft: cost => ({
    fullAttentionMinutes: String(cost.fullAttentionMinutes),
    partialUntilMinutes: String(cost.partialUntilMinutes),
    partialWeight: String(tidy(cost.partialWeight * 100)),
    switchAfterMinutes: String(cost.switchAfterMinutes),
    switchCostMinutes: String(cost.switchCostMinutes),
    maxSwitchesADay: String(cost.maxSwitchesADay),
    capHoursADay: String(cost.capHoursADay),
    stuckAfterHours: String(cost.stuckAfterHours),
    countApproval: cost.countApproval ? 'yes' : 'no',
    ratePerHour: String(cost.ratePerHour),
    currency: cost.currency,
    runnerRatePerHour: cost.runnerRatePerHour === null ? '' : String(cost.runnerRatePerHour),
  }),
  fromDraft: draft => {
    const problems: FieldProblem[] = [];
    const number = (key: keyof Cost): number => {
      const parsed = numberIn(draft[key]);
      if (typeof parsed === 'string') problems.push({ path: [key], message: parsed });
      return typeof parsed === 'string' ? 0 : parsed;
    };
    const percent = number('partialWeight');
    if (percent < 0 || percent > 100) {
      problems.push({ path: ['partialWeight'], message: `is ${percent}: give a number from 0 to 100` });
    }
    const value: Cost = {
      fullAttentionMinutes: number('fullAttentionMinutes'),
      partialUntilMinutes: number('partialUntilMinutes'),
      partialWeight: tidy(percent / 100),
      switchAfterMinutes: number('switchAfterMinutes'),
      switchCostMinutes: number('switchCostMinutes'),
      maxSwitchesADay: number('maxSwitchesADay'),
      capHoursADay: number('capHoursADay'),
      stuckAfterHours: number('stuckAfterHours'),
      countApproval: draft.countApproval === 'yes',
      ratePerHour: number('ratePerHour'),
      currency: draft.currency.trim().toUpperCase(),
      runnerRatePerHour: draft.runnerRatePerHour.trim() === '' ? null : number('runnerRatePerHour'),
    };
    return { value, problems };
  },
};

/** The number that a person wrote, or why it is none. */
function numberIn(text: string): number | string {
  const written = text.trim();
  if (written === '') return 'is empty: give a number';
  // A comma for a point is told apart from one between thousands: 2,5 and 12,50, but not 1,000.
  const parsed = Number(written.replace(/^(\d+),(\d{1,2})$/, '$1.$2'));
  return Number.isFinite(parsed) ? parsed : `is "${written}": give a number such as 2.5`;
}

/** Without the crumbs of binary fractions: 0.07 times 100 is 7. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

export interface CostField {
  key: keyof CostDraft;
  /** As the definition of hours lost writes it. */
  letter?: string;
  label: string;
  unit: string;
  /** What the field does, for somebody who leads a team. */
  does: string;
}

/** How a wait becomes hours lost. */
export const ATTENTION_FIELDS: readonly CostField[] = [
  {
    key: 'fullAttentionMinutes',
    letter: 'A',
    label: 'Full attention for',
    unit: 'minutes after the push',
    does: 'Who pushed watches the build and does nothing else: every minute of it is lost.',
  },
  {
    key: 'partialWeight',
    letter: 'p',
    label: 'Then a share of it',
    unit: '% of the attention',
    does: 'They have begun something else and look back now and then: this share of each minute is lost.',
  },
  {
    key: 'partialUntilMinutes',
    letter: 'C',
    label: 'Attention ends',
    unit: 'minutes after the push',
    does: 'From here on the build costs them nothing more, however long it takes.',
  },
];

/** Which parts of a build count. */
export const LIMIT_FIELDS: readonly CostField[] = [
  {
    key: 'stuckAfterHours',
    label: 'A build is stuck after',
    unit: 'hours under way',
    does: 'A runner died, or none ever came: no more than this of it counts, and it is named beside the total.',
  },
  {
    key: 'countApproval',
    label: 'Count the time until an approval',
    unit: '',
    does: 'Builds of protected repositories wait for a person. That is no waiting for machines, so it is left out.',
  },
];

/** What context switching costs. */
export const SWITCH_FIELDS: readonly CostField[] = [
  {
    key: 'switchAfterMinutes',
    letter: 'G',
    label: 'A wait longer than',
    unit: 'minutes ends with a switch',
    does: 'After a shorter one they go on where they were; after a longer one they switch to other work and back.',
  },
  {
    key: 'switchCostMinutes',
    letter: 'S',
    label: 'A switch costs',
    unit: 'minutes',
    does: 'Time to get back into the work. The weakest of the assumptions, so its hours always stand as a cause of their own; 0 leaves switches out.',
  },
  {
    key: 'maxSwitchesADay',
    letter: 'N',
    label: 'Switches that count',
    unit: 'at most, a person and day',
    does: 'Nobody switches a hundred times: further switches of the day cost nothing.',
  },
  {
    key: 'capHoursADay',
    label: 'Hours lost that count',
    unit: 'at most, a person and day',
    does: 'A limit to everything together: a bad day cannot cost more than a day.',
  },
];

/** How hours become money. */
export const MONEY_FIELDS: readonly CostField[] = [
  {
    key: 'ratePerHour',
    label: 'An hour of a person costs',
    unit: 'an hour',
    does: 'With everything that employing somebody costs. It changes money only, and at once.',
  },
  {
    key: 'currency',
    label: 'Currency',
    unit: 'three letters',
    does: 'Such as EUR, USD or CHF. Amounts are not converted.',
  },
  {
    key: 'runnerRatePerHour',
    label: 'An hour of a runner costs',
    unit: 'an hour',
    does: 'Empty: machine time is not priced. Otherwise it stands as a line of its own, never within hours lost.',
  },
];
