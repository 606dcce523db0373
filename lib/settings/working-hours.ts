import type { Hours } from './hours';
import { createPersonFinder, personKey } from './person-finder';
import type { Settings } from './settings';

/** When somebody works, all settings resolved. Minutes are wall time from midnight; 1440 is the end of the day. */
export interface WorkingHours {
  /** IANA name. */
  timeZone: string;
  /** 1 is Monday, 7 is Sunday. */
  workdays: readonly number[];
  fromMinute: number;
  untilMinute: number;
}

/**
 * The hours of each person: their own settings, else those of their teams, else the organisation's, each field by
 * itself. Whoever is called by an alias in the settings is found too; an entry under the person's own name comes first.
 *
 * @param serverTimeZone - IANA name, for an organisation that has set none
 * @returns a person as `createPersonFinder` names them → the hours; the same object each time
 */
export function hoursOf(
  { hours, people }: Pick<Settings, 'hours' | 'people'>,
  serverTimeZone: string,
): (person: string) => WorkingHours {
  const find = createPersonFinder(people);
  const overrides = new Map<string, HoursOverride[]>();
  const collect = (entries: ReadonlyArray<readonly [name: string, override: HoursOverride]>) => {
    const own = entries.filter(([name]) => find(name).person === personKey(name));
    const aliased = entries.filter(([name]) => find(name).person !== personKey(name));
    for (const [name, override] of [...own, ...aliased]) {
      const { person } = find(name);
      const known = overrides.get(person);
      if (known === undefined) overrides.set(person, [override]);
      else known.push(override);
    }
  };
  // The database keeps no order of keys: by name, so that the same settings always mean the same.
  collect(byName(hours.people));
  collect(
    byName(hours.teams).flatMap(([, { members, ...override }]) =>
      members.map(member => [member, override] as const),
    ),
  );
  const resolved = new Map<string, WorkingHours>();
  return person => {
    const before = resolved.get(person);
    if (before !== undefined) return before;
    const working = resolveHours(mergeHours(hours, overrides.get(personKey(person)) ?? []), serverTimeZone);
    resolved.set(person, working);
    return working;
  };
}

/** Hours as they are set, the organisation's or a person's. @param serverTimeZone - IANA name, where none is set */
export function resolveHours(hours: MergedHours, serverTimeZone: string): WorkingHours {
  return {
    timeZone: hours.timeZone ?? serverTimeZone,
    workdays: hours.workdays,
    fromMinute: minuteOf(hours.from),
    untilMinute: minuteOf(hours.until),
  };
}

function byName<Value>(values: Readonly<Record<string, Value>>): Array<[string, Value]> {
  return Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

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
