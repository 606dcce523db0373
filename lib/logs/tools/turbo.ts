import { addTo, summaryTool } from './summary-tool';

/** `web:build: cache hit`, `//:format: cache miss` of the root; in a group of its own without the task's name. */
const TASK =
  /^(?:(?:\/\/|(?:@[\w.-]+\/)?[\w.-]+):[\w:./#-]+: cache (hit|miss|bypass)\b|cache (hit|miss|bypass)\b.* [0-9a-f]{16}$)/;
const SUMMARY = /^Cached: +(\d+) cached, (\d+) total/;

/** turborepo: its summary where there is one, else task by task; a bypassed task was not looked up. */
export const turbo = summaryTool({
  name: 'turbo',
  kind: 'buildtool',
  starts: ['Cached: ', 'cache hit', 'cache miss', 'cache bypass'],
  afterColon: ['cache '],
  read(line, memory) {
    const match = TASK.exec(line);
    const task = match?.[1] ?? match?.[2];
    if (task !== undefined) addTo(memory, task);
    const summary = line.startsWith('Cached:') ? SUMMARY.exec(line) : null;
    if (summary === null) return null;
    const hits = Number(summary[1]);
    const notLookedUp = memory.get('bypass') ?? 0;
    return { hits, misses: Math.max(Number(summary[2]) - hits - notLookedUp, 0), notLookedUp };
  },
  withoutSummary: memory => ({
    hits: memory.get('hit') ?? 0,
    misses: memory.get('miss') ?? 0,
    notLookedUp: memory.get('bypass') ?? 0,
  }),
});
