import { addTo, summaryTool } from './summary-tool';

const HIT = /^Hit(?::\d+)? [a-z+]+:\S/;
const FETCHED = /^Get:\d+ [a-z+]+:\S/;
/** From the plan to the end of the download, what is fetched are packages; before and after it are lists. */
const PLAN =
  /^(\d+) (?:packages )?upgraded, (\d+) newly installed,(?: (\d+) reinstalled,)?(?: (\d+) downgraded,)?/;
/** As apt 3 sums it up. */
const NEW_PLAN =
  /^Upgrading: (\d+), Installing: (\d+),(?: Reinstalling: (\d+),)?(?: Downgrading: (\d+),)? Removing: \d/;
const DOWNLOADED = /^(?:Fetched \d|Selecting previously |Preparing to unpack |Unpacking |Setting up )/;
const BOTH = [
  'Get:',
  'Fetched ',
  'Selecting ',
  'Preparing ',
  'Unpacking ',
  'Setting up ',
  'Upgrading: ',
  ...'0123456789',
];

/** How many packages a plan wants to be there; null where the line is none. */
function packagesOf(line: string): number | null {
  const plan = (line.startsWith('Upgrading: ') ? NEW_PLAN : PLAN).exec(line);
  return plan === null ? null : plan.slice(1).reduce((sum, count) => sum + Number(count ?? 0), 0);
}

/** apt's lists of packages: `Hit` is one that had not changed. */
export const apt = summaryTool({
  name: 'apt',
  kind: 'packages',
  starts: ['Hit:', 'Hit ', ...BOTH],
  read(line, memory) {
    const first = line.charAt(0);
    if (first === 'H') {
      if (HIT.test(line)) addTo(memory, 'hits');
    } else if (first === 'G') {
      if (!memory.has('packages') && FETCHED.test(line)) addTo(memory, 'misses');
    } else if (memory.has('packages')) {
      if (DOWNLOADED.test(line)) memory.delete('packages');
    } else if (packagesOf(line) !== null) memory.set('packages', 1);
    return null;
  },
  withoutSummary(memory) {
    const hits = memory.get('hits') ?? 0;
    const misses = memory.get('misses') ?? 0;
    return hits + misses === 0 ? null : { hits, misses };
  },
});

/** apt's packages: those of the plan that it did not have to fetch were in its archives. */
export const aptArchives = summaryTool({
  name: 'apt-archives',
  kind: 'packages',
  starts: BOTH,
  read(line, memory) {
    const planned = memory.get('planned');
    if (planned === undefined) {
      const packages = packagesOf(line) ?? 0;
      if (packages > 0) memory.set('planned', packages);
      return null;
    }
    if (FETCHED.test(line)) addTo(memory, 'fetched');
    if (!DOWNLOADED.test(line)) return null;
    const misses = memory.get('fetched') ?? 0;
    return { hits: Math.max(planned - misses, 0), misses };
  },
  // It ended before everything was there: what it had is not known.
  withoutSummary: memory =>
    memory.has('fetched') ? { hits: null, misses: memory.get('fetched') ?? 0 } : null,
});
