import { compileBotPattern } from './bot-pattern';
import { followAlias, indexAliases } from './follow-alias';
import type { People } from './people';
import { personKey } from './person-key';

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
    const person = personKey(end.name);
    const found = { person, name: end.name.trim(), isBot: patterns.some(matches => matches(person)) };
    known.set(login, found);
    return found;
  };
}
