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

/** What the poller stores: changes, and what to fix first. */
export async function invalidateFindings(client: QueryClient): Promise<void> {
  const keys = ['changes', 'change-points', 'fix-first', 'suggestions'];
  await client.invalidateQueries({ predicate: ({ queryKey: [name] }) => keys.includes(String(name)) });
}

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
