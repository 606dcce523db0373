import { summaryTool } from './summary-tool';

const COUNT = /^Cache (hits|misses) +(\d+)$/;

/** sccache's statistics; rows of single languages repeat the totals and do not count. */
export const sccache = summaryTool({
  name: 'sccache',
  kind: 'buildtool',
  starts: ['Cache hits ', 'Cache misses '],
  isCumulative: true,
  read(line, memory) {
    const count = COUNT.exec(line);
    if (count === null) return null;
    memory.set(count[1] ?? '', Number(count[2]));
    const hits = memory.get('hits');
    const misses = memory.get('misses');
    return hits === undefined || misses === undefined ? null : { hits, misses };
  },
});
