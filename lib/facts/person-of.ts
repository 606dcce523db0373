import type { ListedBuild } from './build-fact';

/**
 * The person who waits for a build, as the server spells them: `trigger` if it is a login, else sender,
 * author login, author e-mail; null when none is known. Aliases and bots are applied later.
 */
export function personOf(
  build: Pick<ListedBuild, 'trigger' | 'sender' | 'authorLogin' | 'authorEmail'>,
): string | null {
  const login = build.trigger !== null && !build.trigger.startsWith('@') ? build.trigger : null;
  return login ?? build.sender ?? build.authorLogin ?? build.authorEmail;
}
