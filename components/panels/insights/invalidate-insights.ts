import type { QueryClient } from '@tanstack/react-query';

/** What the poller finds and stores by itself. */
const FOUND: readonly unknown[] = ['changes', 'change-points', 'fix-first', 'suggestions'];
const KEYS: readonly unknown[] = [...FOUND, 'trend', 'compare', 'optimisations'];

/** Changes and what to fix first, wherever they are shown, are asked for again. */
export function invalidateFindings(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: ({ queryKey: [name] }) => FOUND.includes(name) });
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
