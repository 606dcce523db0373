import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query';

/**
 * Asks what a page must not be sent without, since nobody knows beforehand how much room it takes: stored results,
 * which come at once. A question that fails is left to its panel.
 *
 * @param ask starts all questions, with `client.prefetchQuery`
 */
export async function prefetchWhole(
  ask: (client: QueryClient) => ReadonlyArray<Promise<unknown>>,
): Promise<DehydratedState> {
  const client = new QueryClient();
  await Promise.all(ask(client));
  return dehydrate(client);
}
