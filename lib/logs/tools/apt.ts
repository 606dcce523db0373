import { addTo, summaryTool } from './summary-tool';

const HIT = /^Hit(?::\d+)? [a-z+]+:\S/;
const FETCHED = /^Get:\d+ [a-z+]+:\S/;
/** From the plan to the end of the download, what is fetched are packages; before and after it are lists. */
const PLAN = /^(\d+) (?:packages )?upgraded, (\d+) newly installed,/;
const DOWNLOADED = /^(?:Fetched \d|Selecting previously |Preparing to unpack |Unpacking |Setting up )/;
const BOTH = ['Get:', 'Fetched ', 'Selecting ', 'Preparing ', 'Unpacking ', 'Setting up ', ...'0123456789'];

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
    } else if (PLAN.test(line)) memory.set('packages', 1);
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
      const plan = PLAN.exec(line);
      const packages = plan === null ? 0 : Number(plan[1]) + Number(plan[2]);
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
