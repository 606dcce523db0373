import { compileBotPattern } from './bot-pattern';
import { followAlias, indexAliases } from './follow-alias';
import type { People } from './people';
import { personKey } from './person-key';

export interface MatchedBots {
  pattern: string;
  /** The logins that it matches; `name` is what their alias says, else the login itself. */
  bots: Array<{ login: string; name: string }>;
}

/**
 * What each pattern matches. A login may match several. Settings that are being edited may hold aliases that lead
 * back to themselves: such an alias is left out.
 */
export function matchBots({ aliases, bots }: People, logins: readonly string[]): MatchedBots[] {
  const index = indexAliases(aliases);
  const known = logins.map(login => {
    const end = followAlias(index, login);
    const name = 'circle' in end ? login : end.name.trim();
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
