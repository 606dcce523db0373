import type { GraphItem, TimedNode } from '@/lib/facts/timed-graph';

interface Resolved {
  nodes: TimedNode[];
  isKnown: boolean;
}

/** What planGraph does, word for word and without any haste, to compare it with. */
export function naiveGraph(items: readonly GraphItem[]): TimedNode[] {
  const order: TimedNode[] = [];
  const resolved = new Map<GraphItem, Resolved>();
  const stopOf = ({ detached, stopS }: GraphItem, startS: number) => (detached ? startS : stopS);

  const resolve = (item: GraphItem): Resolved => {
    const known = resolved.get(item);
    if (known !== undefined) return known;
    resolved.set(item, { nodes: [], isKnown: true });
    const named = (item.dependsOn ?? []).map(name => {
      const other = items.find(candidate => candidate.name === name);
      return other === undefined ? { nodes: [], isKnown: false } : resolve(other);
    });
    const nodes = [...new Set(named.flatMap(one => one.nodes))];
    const isKnown = item.dependsOn !== null && named.every(one => one.isKnown);
    const result = item.startS === null ? { nodes, isKnown } : ran(item, item.startS, nodes, isKnown);
    resolved.set(item, result);
    return result;
  };
  const ran = (item: GraphItem, startS: number, named: TimedNode[], isKnown: boolean): Resolved => {
    const own = items.indexOf(item);
    const stopped = items.filter((other, index) => {
      if (isKnown || other.startS === null || other === item) return false;
      const stopS = stopOf(other, other.startS);
      return stopS < startS || (stopS === startS && (other.startS !== startS || index < own));
    });
    const after = [...named, ...stopped.flatMap(other => resolve(other).nodes)];
    const node = { index: own, startS, stopS: stopOf(item, startS), detached: item.detached, after };
    order.push(node);
    return { nodes: [node], isKnown: true };
  };

  items.forEach(resolve);
  return order;
}

/** How many seconds sooner the last of the nodes stops when the one with this index takes `lessS` less. */
export function naiveEndsSooner(nodes: readonly TimedNode[], shorter: number, lessS: number): number {
  const last = (all: readonly TimedNode[], soonerOf: (node: TimedNode) => number) =>
    Math.max(...all.map(node => node.stopS - soonerOf(node)));
  const sooner = (all: readonly TimedNode[], soonerOf: (node: TimedNode) => number) =>
    all.length === 0 ? 0 : last(all, () => 0) - last(all, soonerOf);
  const soonerOf = (node: TimedNode): number =>
    (node.index === shorter ? lessS : 0) + sooner(node.after, soonerOf);
  return sooner(
    nodes.filter(({ detached }) => !detached),
    soonerOf,
  );
}
