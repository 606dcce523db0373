import { addTo, summaryTool } from './summary-tool';

const TASK = /^> nx run \S+?(?: +\[([^\]]+)\])?$/;
const FROM_CACHE = /^(?:local cache|remote cache|existing outputs match)/;
const SUMMARY =
  /^(?:Nx|Lerna) read the output from the cache instead of running the command for (\d+) out of (\d+) tasks/;

/** Nx and Lerna: the summary where there is one (it is left out when nothing was cached), else task by task. */
export const nx = summaryTool({
  name: 'nx',
  kind: 'buildtool',
  starts: ['> nx run ', 'Nx read ', 'Lerna read '],
  read(line, memory) {
    const task = TASK.exec(line);
    if (task !== null) addTo(memory, task[1] !== undefined && FROM_CACHE.test(task[1]) ? 'hit' : 'miss');
    const summary = SUMMARY.exec(line);
    if (summary === null) return null;
    const hits = Number(summary[1]);
    return { hits, misses: Math.max(Number(summary[2]) - hits, 0) };
  },
  withoutSummary: memory => ({ hits: memory.get('hit') ?? 0, misses: memory.get('miss') ?? 0 }),
});
