import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveGraph } from '@/tests/world/naive-graph';
import { type GraphItem, planGraph, type TimedNode } from './timed-graph';

const anItem: fc.Arbitrary<GraphItem> = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    startS: fc.option(fc.nat(6)),
    runS: fc.nat(3),
    dependsOn: fc.option(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'missing'), { maxLength: 3 })),
    detached: fc.boolean(),
  })
  .map(({ runS, ...item }) => ({ ...item, stopS: (item.startS ?? 0) + runS }));

/** Each with the indexes of those that it waited for. */
function tell(nodes: readonly TimedNode[]) {
  return nodes.map(({ after, ...node }) => ({ ...node, after: after.map(({ index }) => index) }));
}

test('any items, with circles, names that are missing or twice there: as by the naive way', () => {
  fc.assert(
    fc.property(fc.array(anItem, { maxLength: 8 }), items => {
      expect(tell(planGraph(items))).toEqual(tell(naiveGraph(items)));
    }),
    { numRuns: 1000 },
  );
});
