import { addTo, summaryTool } from './summary-tool';

/** `> nx run web:build  [local cache]`, and Lerna's without `nx run`, which others may print as well. */
const HEADER = /^> (nx run )?[^\s:]+:\S+(?: +\[([^\]]+)\])?$/;
/** `✔  nx run web:build  [local cache]`, `✔  nx run web:build (2s)`, and Lerna's. */
const TICKED = /^[✔✖√×]\ufe0f?(?: +nx run | {2})[^\s:]+:\S+(?: +\[([^\]]+)\]| \([\d.]+(?:ms|s|m)[^)]*\))$/;
const FROM_CACHE = /^(?:local cache|remote cache|existing outputs match)/;
const READ =
  /^(?:Nx|Lerna) read the output from (?:the )?cache instead of running the command for (\d+) out of (\d+) tasks/;
/** Newer ones say it below once more, and also where nothing was cached. */
const SHARE = /^Cache: (\d+)\/(\d+) hit \(/;

/** Nx and Lerna: the summary where there is one (older ones leave it out where nothing was cached), else task by task. */
export const nx = summaryTool({
  name: 'nx',
  kind: 'buildtool',
  starts: ['> ', '✔', '✖', '√', '×', 'Nx read ', 'Lerna read ', 'Cache: '],
  read(line, memory) {
    const first = line.charAt(0);
    if (first === '>') readHeader(line, memory);
    else if (first !== 'N' && first !== 'L' && first !== 'C') {
      const ticked = TICKED.exec(line);
      if (ticked !== null) addTask(memory, ticked[1]);
    } else readSummary(line, memory);
    return null;
  },
  withoutSummary(memory) {
    const of = (name: string) => memory.get(name) ?? 0;
    // Of Lerna's tasks only those from the cache are told apart from other lines.
    const isOneSided = of('misses') === 0 && of('lerna') > 0;
    const hits = of('hits') + of('summed hits');
    const misses = isOneSided && !memory.has('summed misses') ? null : of('misses') + of('summed misses');
    return memory.has('hits') || memory.has('misses') || memory.has('summed hits') ? { hits, misses } : null;
  },
});

function readHeader(line: string, memory: Map<string, number>): void {
  const header = HEADER.exec(line);
  if (header === null) return;
  const isCached = header[2] !== undefined && FROM_CACHE.test(header[2]);
  if (header[1] === undefined && !isCached) return;
  if (header[1] === undefined) addTo(memory, 'lerna');
  addTask(memory, header[2]);
}

function addTask(memory: Map<string, number>, from: string | undefined): void {
  addTo(memory, from !== undefined && FROM_CACHE.test(from) ? 'hits' : 'misses');
  memory.delete('is summed');
}

/** A summary stands for the tasks above it. */
function readSummary(line: string, memory: Map<string, number>): void {
  const summary = READ.exec(line) ?? SHARE.exec(line);
  if (summary === null || memory.has('is summed')) return;
  const hits = Number(summary[1]);
  addTo(memory, 'summed hits', hits);
  addTo(memory, 'summed misses', Math.max(Number(summary[2]) - hits, 0));
  for (const name of ['hits', 'misses', 'lerna']) memory.delete(name);
  memory.set('is summed', 1);
}
