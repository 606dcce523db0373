import { type Profiler, Session } from 'node:inspector/promises';

const INTERVAL_MICROSECONDS = 1_000;

/** Places in stacks, and what is done there; the first that fits, from the innermost frame outwards. */
const WORK: ReadonlyArray<[RegExp, string]> = [
  [/lib\/ci\/drone\/(decode|wire|plain)/, 'decode answers'],
  [/lib\/ci\/drone\/answers/, 'read answers: JSON.parse'],
  [/lib\/ci\/|node_modules\/undici|^wasm:/, 'fetch'],
  [/lib\/db\/rows-as-json|lib\/import\/build-rows|lib\/db\/(copy|upsert)/, 'rows as text for Postgres'],
  [/lib\/weeks\/pack/, 'packing'],
  [/lib\/weeks\/lost|lib\/waiting/, 'hours lost'],
  [/lib\/weeks/, 'packing'],
  [/lib\/(logs|import\/(read|store)-log)/, 'logs'],
  [/lib\/(import|poller)/, 'lists, leases, storing'],
  [/node_modules\/pg/, 'talking to Postgres'],
];

/**
 * Samples the stack of this process.
 *
 * @returns ends it and tells the seconds at work by what was done, most first
 */
export async function profileCpu(): Promise<() => Promise<Array<[string, number]>>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return sumUp(profile);
  };
}

function sumUp(profile: Profiler.Profile): Array<[string, number]> {
  const nodes = new Map(profile.nodes.map(node => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap(node => (node.children ?? []).map(child => [child, node.id] as const)),
  );
  const work = new Map<number, string | null>();
  const seconds = new Map<string, number>();
  profile.samples?.forEach((id, index) => {
    let name = work.get(id);
    if (name === undefined) {
      name = workOf(id, nodes, parents);
      work.set(id, name);
    }
    const deltaMicroseconds = profile.timeDeltas?.[index];
    if (name === null || deltaMicroseconds === undefined) return;
    seconds.set(name, (seconds.get(name) ?? 0) + deltaMicroseconds / 1e6);
  });
  return [...seconds].sort((a, b) => b[1] - a[1]);
}

/** Null: idle. */
function workOf(
  sampled: number,
  nodes: ReadonlyMap<number, Profiler.ProfileNode>,
  parents: ReadonlyMap<number, number>,
): string | null {
  const leaf = nodes.get(sampled)?.callFrame.functionName;
  if (leaf === '(idle)') return null;
  if (leaf === '(garbage collector)') return 'garbage';
  if (leaf === '(program)') return 'outside JavaScript';
  for (let id: number | undefined = sampled; id !== undefined; id = parents.get(id)) {
    const url = nodes.get(id)?.callFrame.url ?? '';
    const found = WORK.find(([place]) => place.test(url));
    if (found !== undefined) return found[1];
  }
  return 'rest';
}
