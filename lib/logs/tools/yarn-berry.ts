import { addTo, summaryTool } from './summary-tool';

/** Its lines begin with an arrow or what an encoding made of it. */
const CODE = /^\S{0,9} ?YN0013: /;
const CACHED = /(?<!\w)(\d{1,9}|one|a) packages? (?:was|were) already cached/;
const FETCHED = /(?<!\w)(\d{1,9}|one)(?: packages?)? had to be fetched/;
const WILL_FETCH = "can't be found in the cache and will be fetched from ";
const ADDED = /(?<!\w)(\d{1,9}|[Aa]) packages? (?:was|were) added to the project/;

/** yarn 2 and later: its summary where there is one; else the packages that were not in the cache, hits unknown. */
export const yarnBerry = summaryTool({
  name: 'yarn-berry',
  kind: 'packages',
  starts: ['➤', 'â', 'YN0013', '?'],
  read(line, memory) {
    if (!CODE.test(line)) return null;
    const cached = CACHED.exec(line);
    const fetched = FETCHED.exec(line);
    if (cached !== null || fetched !== null) {
      return { hits: numberOf(cached?.[1]), misses: numberOf(fetched?.[1]) };
    }
    if (line.includes(WILL_FETCH)) addTo(memory, 'fetched');
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
