import type { QueryClient } from '@tanstack/react-query';

const KEYS: readonly unknown[] = [
  'trend',
  'compare',
  'changes',
  'change-points',
  'fix-first',
  'optimisations',
  'suggestions',
];

/**
 * Verdicts, changes and findings, wherever they are shown, are asked for again.
 *
 * @param exceptId an optimisation that is deleted: what is shown of it stays until it is gone
 */
export function invalidateInsights(client: QueryClient, exceptId?: number): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [name, id] }) =>
      KEYS.includes(name) && !(name === 'optimisations' && exceptId !== undefined && id === exceptId),
  });
}
