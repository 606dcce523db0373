import type { Hours } from './hours';

/** The fields of working hours that a team or a person may set. */
export type HoursOverride = Partial<Pick<Hours, 'workdays' | 'from' | 'until'>> & { timeZone?: string };

export type MergedHours = Pick<Hours, 'timeZone' | 'workdays' | 'from' | 'until'>;

/** Field by field: the first override that has it, else the organisation's. */
export function mergeHours(hours: MergedHours, overrides: readonly HoursOverride[]): MergedHours {
  const first = <Field extends keyof HoursOverride>(field: Field) =>
    overrides.find(override => override[field] !== undefined)?.[field];
  return {
    timeZone: first('timeZone') ?? hours.timeZone,
    workdays: first('workdays') ?? hours.workdays,
    from: first('from') ?? hours.from,
    until: first('until') ?? hours.until,
  };
}
