import type { CostDraft } from './cost-draft';

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

/** What coming back to a build costs. */
export const SWITCH_FIELDS: readonly CostField[] = [
  {
    key: 'switchAfterMinutes',
    letter: 'G',
    label: 'A wait longer than',
    unit: 'minutes ends with a switch',
    does: 'After a shorter one they go on where they were; after a longer one they have to find back.',
  },
  {
    key: 'switchCostMinutes',
    letter: 'S',
    label: 'A switch costs',
    unit: 'minutes',
    does: 'Time to find back into the work. The weakest of the assumptions, so its hours always stand as a cause of their own; 0 leaves switches out.',
  },
  {
    key: 'maxSwitchesADay',
    letter: 'N',
    label: 'Switches that count',
    unit: 'at most, a person and day',
    does: 'Nobody finds back a hundred times: further switches of the day cost nothing.',
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
