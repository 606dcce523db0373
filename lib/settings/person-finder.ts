import type { People } from './people';

/** What identifies people: logins and e-mail addresses mean the same person in every letter case. */
export function personKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}

export interface FoundPerson {
  /** The same for all logins of the person; lower case, for comparing and storing. */
  person: string;
  /** As the settings write it, else as the server does. */
  name: string;
  /** Their builds are nobody's waiting. */
  isBot: boolean;
}

/**
 * Who a login means. Aliases are followed first; the patterns of bots are then tried on the name at their end, so
 * that an alias can make a person of a login that looks like a bot's, and a bot of one that does not. Answers are
 * kept: one finder is for one set of settings.
 */
export function createPersonFinder({ aliases, bots }: People): (login: string) => FoundPerson {
  const index = indexAliases(aliases);
  const patterns = bots.map(compileBotPattern);
  const known = new Map<string, FoundPerson>();
  return login => {
    const before = known.get(login);
    if (before !== undefined) return before;
    const end = followAlias(index, login);
    if ('circle' in end) throw new Error(`aliases lead back to themselves: ${end.circle.join(' → ')}`);
    if ('tooLong' in end) throw new Error(`more than ${end.tooLong} aliases lead from ${login} on`);
    const person = personKey(end.name);
    const found = { person, name: end.name.trim(), isBot: patterns.some(matches => matches(person)) };
    known.set(login, found);
    return found;
  };
}

export interface MatchedBots {
  pattern: string;
  /** The logins that it matches; `name` is what their alias says, else the login itself. */
  bots: Array<{ login: string; name: string }>;
}

/**
 * What each pattern matches. A login may match several. Settings that are being edited may hold aliases that lead
 * back to themselves, or on for too long: such an alias is left out.
 */
export function matchBots({ aliases, bots }: People, logins: readonly string[]): MatchedBots[] {
  const index = indexAliases(aliases);
  const known = logins.map(login => {
    const end = followAlias(index, login);
    const name = 'name' in end ? end.name.trim() : login;
    return { login, name, key: personKey(name) };
  });
  return [...new Set(bots)].map(pattern => {
    const matches = compileBotPattern(pattern);
    return {
      pattern,
      bots: known.filter(({ key }) => matches(key)).map(({ login, name }) => ({ login, name })),
    };
  });
}

/** A pattern for the names of bots; see BOT_PATTERN_MEANING. @returns whether the key of a person matches it */
function compileBotPattern(pattern: string): (person: string) => boolean {
  // What stands between the stars: the first begins the name, the last ends it, the others lie between.
  const [first = '', ...rest] = personKey(pattern).split('*');
  const last = rest.pop();
  if (last === undefined) return person => person === first;
  return person => {
    if (!person.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = person.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return person.length - last.length >= at && person.endsWith(last);
  };
}

/** As many aliases may lead from one to the next; each login is followed through all of them. */
const MAX_LINKS = 20;

/** Aliases by the key of the alias. */
export type AliasIndex = ReadonlyMap<string, string>;

export function indexAliases(aliases: Readonly<Record<string, string>>): AliasIndex {
  return new Map(Object.entries(aliases).map(([alias, person]) => [personKey(alias), person]));
}

/**
 * The name at the end of the chain of aliases, the circle that the chain runs into, or how many of a chain without end
 * were followed. An alias of the same name in another spelling ends the chain: it says how the name is written.
 */
export function followAlias(
  aliases: AliasIndex,
  name: string,
): { name: string } | { circle: string[] } | { tooLong: number } {
  const visited: string[] = [];
  let current = name;
  for (;;) {
    const key = personKey(current);
    const start = visited.indexOf(key);
    if (start >= 0) return { circle: [...visited.slice(start), key] };
    if (visited.length > MAX_LINKS) return { tooLong: MAX_LINKS };
    visited.push(key);
    const next = aliases.get(key);
    if (next === undefined) return { name: current };
    if (personKey(next) === key) return { name: next };
    current = next;
  }
}
