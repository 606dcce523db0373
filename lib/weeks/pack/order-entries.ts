import type { StepColumns } from '../format/build-parts';
import type { Facts } from './week-facts';

type Numbers = ArrayLike<number>;

/** Entries of steps, which come build by build, by series, then build, then start. */
export function orderSteps({ n, seriesId, build, startS }: StepColumns): Uint32Array {
  const order = orderBySeries(seriesId, n);
  sortWithin(order, [seriesId, build], (one, other) => (startS[one] ?? 0) - (startS[other] ?? 0));
  return order;
}

/**
 * Caches by series, then build, kind and tool: places among those of the facts, from `from` on.
 *
 * @param build of each of them, in order
 */
export function orderCaches(
  { seriesId, kind, tool }: Facts['caches'],
  from: number,
  build: Numbers,
): Uint32Array {
  const series = seriesId.slice(from, from + build.length);
  const order = orderBySeries(series, build.length);
  sortWithin(
    order,
    [series, build],
    (one, other) =>
      compare(kind[from + one], kind[from + other]) || compare(tool[from + one], tool[from + other]),
  );
  return order;
}

/** By counting; those of one series stay as they are. */
function orderBySeries(seriesId: Numbers, n: number): Uint32Array {
  const counts = new Map<number, number>();
  for (let entry = 0; entry < n; entry += 1) {
    const id = seriesId[entry] ?? 0;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const next = new Map<number, number>();
  let from = 0;
  for (const [id, count] of [...counts].sort(([one], [other]) => one - other)) {
    next.set(id, from);
    from += count;
  }
  const order = new Uint32Array(n);
  for (let entry = 0; entry < n; entry += 1) {
    const id = seriesId[entry] ?? 0;
    const place = next.get(id) ?? 0;
    order[place] = entry;
    next.set(id, place + 1);
  }
  return order;
}

/** Sorts those side by side that have the same keys: few have. */
function sortWithin(
  order: Uint32Array,
  [first, second]: readonly [Numbers, Numbers],
  by: (one: number, other: number) => number,
): void {
  let from = 0;
  for (let at = 1; at <= order.length; at += 1) {
    const one = order[from] ?? 0;
    const other = order[at] ?? 0;
    if (at < order.length && first[one] === first[other] && second[one] === second[other]) continue;
    if (at - from > 1) order.subarray(from, at).sort(by);
    from = at;
  }
}

function compare(one = '', other = ''): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
