import type { DraftShape } from './draft-shape';
import type { FieldProblem } from './field-problem';
import type { SectionValue } from './sections';

type Cost = SectionValue<'cost'>;

/** Everything as text; `partialWeight` is a percentage, an empty `runnerRatePerHour` means that there is none. */
export type CostDraft = Record<keyof Cost, string>;

export const costShape: DraftShape<'cost', CostDraft> = {
  toDraft: cost => ({
    fullAttentionMinutes: String(cost.fullAttentionMinutes),
    partialUntilMinutes: String(cost.partialUntilMinutes),
    partialWeight: String(tidy(cost.partialWeight * 100)),
    switchAfterMinutes: String(cost.switchAfterMinutes),
    switchCostMinutes: String(cost.switchCostMinutes),
    maxSwitchesADay: String(cost.maxSwitchesADay),
    capHoursADay: String(cost.capHoursADay),
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
