/** What may wait for others of its kind: a step of a stage, a stage of a build. */
export interface GraphItem {
  name: string;
  /** Null: it never ran. */
  startS: number | null;
  /** Not before `startS`. */
  stopS: number;
  /** Names of items; null: not known. */
  dependsOn: readonly string[] | null;
  detached: boolean;
}

/** An item that ran. Times are unix seconds. */
export interface TimedNode {
  /** Among the items. */
  index: number;
  startS: number;
  /** When those that waited for it could go on; a detached one lets them go on as soon as it has started. */
  stopS: number;
  detached: boolean;
  after: readonly TimedNode[];
}

/**
 * Resolves what each item waited for. An item that never ran is looked through to what it would have waited for.
 * Drone does not store steps whose conditions are not met, though others name them: where a name is missing, or
 * none are known, the item waited for whatever had stopped when it began. A dependency that closes a circle is
 * dropped.
 *
 * @returns the items that ran, each after those it waited for
 */
export function planGraph(items: readonly GraphItem[]): TimedNode[] {
  return new GraphPlan(items).planAll();
}

/** The one that stopped last; ties to the one that ran longer, then to the earlier item; null: there is none. */
export function lastToStop(nodes: readonly TimedNode[]): TimedNode | null {
  let last: TimedNode | null = null;
  for (const node of nodes) if (last === null || isLater(node, last)) last = node;
  return last;
}

function isLater(one: TimedNode, other: TimedNode): boolean {
  return (one.stopS - other.stopS || other.startS - one.startS || other.index - one.index) > 0;
}

/** What one waits for who waits for an item that never ran: what that would have waited for had it run. */
interface LookedThrough {
  nodes: readonly TimedNode[];
  /** False where it would have waited for something unknown. */
  isKnown: boolean;
}

type Resolved = TimedNode | LookedThrough;

/** An item that is met again while it is being resolved closes a circle. */
const CIRCLE: LookedThrough = { nodes: [], isKnown: true };

class GraphPlan {
  readonly #items: readonly GraphItem[];
  readonly #resolved: Array<Resolved | undefined> = [];
  readonly #order: TimedNode[] = [];

  constructor(items: readonly GraphItem[]) {
    this.#items = items;
  }

  planAll(): TimedNode[] {
    let index = 0;
    for (const item of this.#items) {
      this.#resolve(item, index);
      index += 1;
    }
    return this.#order;
  }

  #resolve(item: GraphItem, index: number): Resolved {
    const known = this.#resolved[index];
    if (known !== undefined) return known;
    this.#resolved[index] = CIRCLE;
    const nodes: TimedNode[] = [];
    const isKnown = this.#addNamed(item, nodes);
    const resolved =
      item.startS === null ? { nodes, isKnown } : this.#nodeOf(item, item.startS, index, nodes, isKnown);
    this.#resolved[index] = resolved;
    return resolved;
  }

  #nodeOf(item: GraphItem, startS: number, index: number, after: TimedNode[], isKnown: boolean): TimedNode {
    if (!isKnown) this.#addStopped(after, startS, index);
    const node = { index, startS, stopS: stopOf(item, startS), detached: item.detached, after };
    this.#order.push(node);
    return node;
  }

  /**
   * Adds those that an item names.
   *
   * @returns whether that is all it waits for, as far as the server tells
   */
  #addNamed({ dependsOn }: GraphItem, nodes: TimedNode[]): boolean {
    if (dependsOn === null) return false;
    let isKnown = true;
    for (const name of dependsOn) {
      const index = this.#indexOf(name);
      const item = this.#items[index];
      const resolved = item === undefined ? null : this.#resolve(item, index);
      if (resolved === null) isKnown = false;
      else isKnown = add(nodes, resolved) && isKnown;
    }
    return isKnown;
  }

  #indexOf(name: string): number {
    let index = 0;
    for (const item of this.#items) {
      if (item.name === name) return index;
      index += 1;
    }
    return -1;
  }

  /** And those that had stopped when an item began; of two that took no time in the same second, the earlier one. */
  #addStopped(nodes: TimedNode[], beganS: number, own: number): void {
    for (const [index, item] of this.#items.entries()) {
      if (item.startS === null || index === own) continue;
      const stopS = stopOf(item, item.startS);
      if (stopS > beganS || (stopS === beganS && item.startS === beganS && index > own)) continue;
      const resolved = this.#resolve(item, index);
      if ('nodes' in resolved) nodes.push(...resolved.nodes);
      else nodes.push(resolved);
    }
  }
}

/** Through many items that never ran, the same nodes would come back again and again. */
function add(nodes: TimedNode[], resolved: Resolved): boolean {
  if (!('nodes' in resolved)) {
    if (!nodes.includes(resolved)) nodes.push(resolved);
    return true;
  }
  for (const node of resolved.nodes) if (!nodes.includes(node)) nodes.push(node);
  return resolved.isKnown;
}

function stopOf({ detached, stopS }: GraphItem, startS: number): number {
  return detached ? startS : stopS;
}
