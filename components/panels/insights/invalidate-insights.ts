import type { QueryClient } from '@tanstack/react-query';

const KEYS: readonly unknown[] = ['trend', 'compare', 'changes', 'fix-first', 'optimisations', 'suggestions'];

/** Verdicts, changes and findings, wherever they are shown, are asked for again. */
export function invalidateInsights(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: ({ queryKey }) => KEYS.includes(queryKey[0]) });
}
