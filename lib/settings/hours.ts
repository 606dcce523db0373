import { z } from 'zod';
import { listOf, named, section, show, text, timeZone, wholeNumber } from './fields';
import { personKey } from './person-finder';
import { type HoursOverride, type MergedHours, mergeHours } from './working-hours';

const FROM = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const UNTIL = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

const workdays = listOf(wholeNumber(1, 7), 7).refine(days => new Set(days).size === days.length, {
  error: 'names a day twice; 1 is Monday, 7 is Sunday',
});
const from = wallTime(FROM, '07:00');
const until = wallTime(UNTIL, '19:00, or 24:00 for midnight');

/** What a team or a person may have otherwise than the organisation. */
const overrides = {
  timeZone: z.exactOptional(timeZone()),
  workdays: z.exactOptional(workdays),
  from: z.exactOptional(from),
  until: z.exactOptional(until),
};

/**
 * When people work. A person's own setting comes before that of their teams, that before the organisation's, each
 * field by itself. Teams here are people who work the same hours; they need not be the teams that own services.
 */
export const hoursSchema = section({
  /** IANA name; null: that of the server's configuration. */
  timeZone: timeZone().nullable().default(null),
  /** 1 is Monday, 7 is Sunday. */
  workdays: workdays
    .min(1, { error: 'is empty: name at least one day, 1 for Monday to 7 for Sunday' })
    .default([1, 2, 3, 4, 5]),
  /** Wall time; later than it is `until`. */
  from: from.default('07:00'),
  until: until.default('19:00'),
  teams: named(text(), section({ members: listOf(text(), 10_000).default([]), ...overrides })).default({}),
  people: named(text(), section(overrides)).default({}),
}).superRefine((hours, context) => {
  for (const { path, message } of checkHours(hours)) context.addIssue({ code: 'custom', path, message });
});

export type Hours = z.infer<typeof hoursSchema>;

function wallTime(pattern: RegExp, example: string) {
  const error = ({ input }: { input?: unknown }) => `is ${show(input)}: give a time such as ${example}`;
  // What is no time must not be compared with others.
  return z.string({ error }).refine(time => pattern.test(time), { error, abort: true });
}

interface HoursProblem {
  path: Array<string | number>;
  message: string;
}

/** A person's entry in a team. */
interface Membership {
  team: string;
  index: number;
  override: HoursOverride;
}

const OVERRIDABLE = ['timeZone', 'workdays', 'from', 'until'] as const;

/**
 * What no single field shows: days that end before they begin once team and person are laid over the organisation,
 * names that are there twice, and people in two teams that disagree.
 */
function checkHours(hours: Hours): HoursProblem[] {
  const problems: HoursProblem[] = [...checkDay(hours, ['until']), ...checkNames(hours)];
  for (const [team, override] of Object.entries(hours.teams)) {
    if (OVERRIDABLE.some(field => override[field] !== undefined)) {
      problems.push(...checkDay(mergeHours(hours, [override]), ['teams', team, timeIn(override)]));
    }
  }
  // Where the teams are wrong already, every member would repeat it.
  if (problems.length > 0) return problems;
  const own = new Map(
    Object.entries(hours.people).map(([name, entry]) => [personKey(name), { name, entry }]),
  );
  const memberships = membershipsOf(hours);
  for (const key of new Set([...own.keys(), ...memberships.keys()])) {
    problems.push(...checkPerson(hours, memberships.get(key) ?? [], own.get(key)));
  }
  return problems;
}

function checkPerson(
  hours: Hours,
  memberships: readonly Membership[],
  own: { name: string; entry: HoursOverride } | undefined,
): HoursProblem[] {
  for (const field of OVERRIDABLE) {
    if (own?.entry[field] !== undefined) continue;
    const [one, ...others] = memberships.filter(({ override }) => override[field] !== undefined);
    const other = others.find(({ override }) => differ(override[field], one?.override[field]));
    if (one === undefined || other === undefined) continue;
    const message = `is also in ${one.team}, where ${field} is another: give this person ${field} under people`;
    return [{ path: ['teams', other.team, 'members', other.index], message }];
  }
  const merged = mergeHours(hours, [
    ...(own ? [own.entry] : []),
    ...memberships.map(({ override }) => override),
  ]);
  if (own !== undefined) return checkDay(merged, ['people', own.name, timeIn(own.entry)]);
  const last = memberships.at(-1);
  return last === undefined ? [] : checkDay(merged, ['teams', last.team, 'members', last.index]);
}

/** Times are written with two digits, so that they compare as they stand. */
function checkDay({ from, until }: MergedHours, path: HoursProblem['path']): HoursProblem[] {
  if (from < until) return [];
  const message = `makes a day from ${from} until ${until}: it must end later than it begins; hours over midnight cannot be set`;
  return [{ path, message }];
}

/** Which of its times to name when both together are wrong. */
function timeIn(override: HoursOverride): 'from' | 'until' {
  return override.until === undefined ? 'from' : 'until';
}

function checkNames({ teams, people }: Hours): HoursProblem[] {
  const lists = [
    { names: Object.keys(people), pathOf: (name: string): HoursProblem['path'] => ['people', name] },
    ...Object.entries(teams).map(([team, { members }]) => ({
      names: members,
      pathOf: (_: string, index: number): HoursProblem['path'] => ['teams', team, 'members', index],
    })),
  ];
  return lists.flatMap(({ names, pathOf }) => {
    const seen = new Map<string, string>();
    return names.flatMap((name, index) => {
      const before = seen.get(personKey(name));
      seen.set(personKey(name), name);
      return before === undefined
        ? []
        : [{ path: pathOf(name, index), message: `is there twice, as ${before}: give it once` }];
    });
  });
}

/** By person; teams in the order of their names, since the database keeps no order of keys. */
function membershipsOf({ teams }: Hours): Map<string, Membership[]> {
  const memberships = new Map<string, Membership[]>();
  for (const team of Object.keys(teams).sort()) {
    const { members = [], ...override } = teams[team] ?? {};
    members.forEach((member, index) => {
      const entry = { team, index, override };
      const known = memberships.get(personKey(member));
      if (known === undefined) memberships.set(personKey(member), [entry]);
      else known.push(entry);
    });
  }
  return memberships;
}

type FieldValue = HoursOverride[keyof HoursOverride];

function differ(one: FieldValue, other: FieldValue): boolean {
  const plain = (value: FieldValue) => (Array.isArray(value) ? value.toSorted().join() : value);
  return plain(one) !== plain(other);
}
