import { summaryTool } from './summary-tool';

/** Version 4: the totals stand under one of two headings, and the same words under others do not count. */
const TOTALS = /^(?:Cacheable calls|Summary):/;
const OTHER_SECTION = /^(?:Uncacheable calls|Successful lookups|(?:Primary|Secondary|Local|Remote) storage):/;
const COUNT = /^(Hits|Misses): +(\d+)\b/;
/** Version 3. */
const OLD_COUNT = /^cache (hit \(direct\)|hit \(preprocessed\)|miss) +(\d+)$/;

/** `--print-stats`, for programs. */
const PRINTED = /^(direct_cache_hit|preprocessed_cache_hit|cache_miss)\t(\d+)$/;
const PRINTED_ALL = ['direct_cache_hit', 'preprocessed_cache_hit', 'cache_miss'];

/** ccache's statistics since they were zeroed. */
export const ccache = summaryTool({
  name: 'ccache',
  kind: 'buildtool',
  starts: [
    'Cacheable calls:',
    'Summary:',
    'Uncacheable calls:',
    'Successful lookups:',
    'Primary storage:',
    'Secondary storage:',
    'Local storage:',
    'Remote storage:',
    'Hits:',
    'Misses:',
    'cache hit ',
    'cache miss ',
    'direct_cache_hit\t',
    'preprocessed_cache_hit\t',
    'cache_miss\t',
  ],
  isCumulative: true,
  read(line, memory) {
    if (TOTALS.test(line)) memory.set('inTotals', 1);
    else if (OTHER_SECTION.test(line)) memory.delete('inTotals');
    const printed = PRINTED.exec(line);
    if (printed !== null) return readPrinted(printed[1] ?? '', Number(printed[2]), memory);
    const old = OLD_COUNT.exec(line);
    if (old !== null) return readOld(old[1] ?? '', Number(old[2]), memory);
    const count = memory.has('inTotals') ? COUNT.exec(line) : null;
    if (count === null) return null;
    if (count[1] === 'Hits') {
      memory.set('hits', Number(count[2]));
      return null;
    }
    const hits = memory.get('hits');
    return hits === undefined ? null : { hits, misses: Number(count[2]) };
  },
});

function readOld(what: string, amount: number, memory: Map<string, number>) {
  if (what !== 'miss') {
    memory.set(what, amount);
    return null;
  }
  const hits = (memory.get('hit (direct)') ?? 0) + (memory.get('hit (preprocessed)') ?? 0);
  return { hits, misses: amount };
}

function readPrinted(what: string, amount: number, memory: Map<string, number>) {
  memory.set(what, amount);
  const [direct, preprocessed, misses] = PRINTED_ALL.map(name => memory.get(name));
  if (direct === undefined || preprocessed === undefined || misses === undefined) return null;
  return { hits: direct + preprocessed, misses };
}
