import { addTo, summaryTool } from './summary-tool';

const PREPARED = /^(?:Prepared|Downloaded|Built) (\d+) packages? in \d/;
const INSTALLED = /^Installed (\d+) packages? in \d/;

/** uv: what it installed without preparing (downloading or building) it came from its cache. */
export const uv = summaryTool({
  name: 'uv',
  kind: 'packages',
  starts: ['Prepared ', 'Downloaded ', 'Built ', 'Installed '],
  read(line, memory) {
    const prepared = PREPARED.exec(line);
    if (prepared !== null) addTo(memory, 'prepared', Number(prepared[1]));
    const installed = INSTALLED.exec(line);
    if (installed === null) return null;
    const misses = memory.get('prepared') ?? 0;
    return { hits: Math.max(Number(installed[1]) - misses, 0), misses };
  },
});
