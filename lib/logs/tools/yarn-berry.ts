import { addTo, summaryTool } from './summary-tool';

const CACHED = /\bYN0013: .*?(\d+|one|a) packages? (?:was|were) already cached/;
const FETCHED = /(\d+|one) had to be fetched/;
const WILL_FETCH = /\bYN0013: .*can't be found in the cache and will be fetched from /;
const ADDED = /\bYN0013: .*?(\d+|[Aa]) packages? (?:was|were) added to the project/;

/** yarn 2 and later: its summary where there is one; else the packages that were not in the cache, hits unknown. */
export const yarnBerry = summaryTool({
  name: 'yarn-berry',
  kind: 'packages',
  starts: ['➤', 'â', 'YN0013', '?'],
  read(line, memory) {
    const cached = CACHED.exec(line);
    const fetched = FETCHED.exec(line);
    if (cached !== null || (fetched !== null && line.includes('YN0013'))) {
      return { hits: numberOf(cached?.[1]), misses: numberOf(fetched?.[1]) };
    }
    if (WILL_FETCH.test(line)) addTo(memory, 'fetched');
    const added = ADDED.exec(line);
    if (added !== null) memory.set('added', numberOf(added[1]));
    return null;
  },
  withoutSummary: memory => ({ hits: null, misses: memory.get('added') ?? memory.get('fetched') ?? null }),
});

function numberOf(word: string | undefined): number {
  if (word === undefined) return 0;
  return /^\d/.test(word) ? Number(word) : 1;
}
