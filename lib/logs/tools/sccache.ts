import { summaryTool } from './summary-tool';

const COUNT = /^Cache (hits|misses) +(\d+)$/;
const BY_LANGUAGE = /":(\d{1,12})/g;

/** sccache's statistics; rows of single languages repeat the totals and do not count. */
export const sccache = summaryTool({
  name: 'sccache',
  kind: 'buildtool',
  starts: ['Cache hits ', 'Cache misses ', '{"stats":'],
  isCumulative: true,
  read(line, memory) {
    if (line.startsWith('{')) return readJson(line);
    const count = COUNT.exec(line);
    if (count === null) return null;
    memory.set(count[1] ?? '', Number(count[2]));
    const hits = memory.get('hits');
    const misses = memory.get('misses');
    return hits === undefined || misses === undefined ? null : { hits, misses };
  },
});

/** `--stats-format=json`, which counts by language. */
function readJson(line: string) {
  const hits = sumOf(line, 'cache_hits');
  const misses = sumOf(line, 'cache_misses');
  return hits === null || misses === null ? null : { hits, misses };
}

function sumOf(line: string, name: string): number | null {
  const start = `"${name}":{"counts":{`;
  const at = line.indexOf(start);
  const end = line.indexOf('}', at + start.length);
  if (at < 0 || end < 0) return null;
  let sum = 0;
  for (const [, count] of line.slice(at + start.length, end).matchAll(BY_LANGUAGE)) sum += Number(count);
  return sum;
}
