import { createHash } from 'node:crypto';
import type { Hours } from './hours';
import { personKey } from './person-finder';
import type { Settings } from './settings';

/** Counted up when the same settings come to mean other amounts. */
const MEANING = 1;

/**
 * A text that stays the same as long as hours lost come out the same: it tells by which settings stored amounts were
 * computed, and in which form they are stored. Rates and currency are applied when reading and do not count, nor do the letter case
 * of names and the order of what has none.
 *
 * @param serverTimeZone - IANA name, for an organisation that has set none
 * @param stamp - of the packed columns that hold the amounts: which they are, and what they mean
 */
export function waitingFingerprint(
  { people, hours, cost }: Pick<Settings, 'people' | 'hours' | 'cost'>,
  serverTimeZone: string,
  stamp: number,
): string {
  const { ratePerHour, currency, runnerRatePerHour, ...assumptions } = cost;
  const settings = {
    meaning: MEANING,
    aliases: byPerson(people.aliases, personKey),
    bots: people.bots.map(personKey).sort(),
    hours: { ...plainHours(hours), timeZone: hours.timeZone ?? serverTimeZone },
    assumptions,
  };
  const hash = createHash('sha256').update(JSON.stringify(inKeyOrder(settings)));
  return `${stamp}-${hash.digest('hex').slice(0, 16)}`;
}

function plainHours({ teams, people, ...organisation }: Hours): Record<string, unknown> {
  const plainTeams = Object.entries(teams).map(([name, { members, ...override }]) => [
    name,
    { ...withSortedDays(override), members: members.map(personKey).sort() },
  ]);
  return {
    ...withSortedDays(organisation),
    teams: Object.fromEntries(plainTeams),
    people: byPerson(people, withSortedDays),
  };
}

function withSortedDays<Fields extends { workdays?: number[] }>(fields: Fields): Fields {
  return fields.workdays === undefined ? fields : { ...fields, workdays: fields.workdays.toSorted() };
}

function byPerson<Value>(values: Readonly<Record<string, Value>>, change: (value: Value) => unknown) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [personKey(name), change(value)]));
}

/** So that JSON is the same however the keys came. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([key, entry]) => [key, inKeyOrder(entry)]);
}
