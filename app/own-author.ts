import { ProblemsError } from '@/app/api/problems';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { ReaderContext } from '@/lib/weeks/reader';
import { requirePrincipal } from './principal';

/**
 * Builds by who waits for them are for that person and for admins: nobody looks at what another one does.
 *
 * @param author null: of all
 * @throws ProblemsError 403
 */
export async function requireOwnAuthor({ source }: ReaderContext, author: string | null): Promise<void> {
  const { via, role, names } = await requirePrincipal();
  if (author === null || via === 'open' || role === 'admin') return;
  const { settings } = await source.open();
  const find = createPersonFinder(settings.people);
  if (names.some(name => find(name).person === find(author).person)) return;
  throw new ProblemsError(403, ['builds of one person are for that person and for admins: leave author out']);
}
