import { addTo, summaryTool } from './summary-tool';

const CONTEXT = /^(?:Downloading Packages:|Total (?:download )?size\b|Total size of inbound packages)/;
const SKIPPED = /^\[SKIPPED\] \S{1,300}: Already downloaded/;
/** Version 5 says it below the package. */
const SKIPPED_ABOVE = '>>> Already downloaded';
const FETCHED =
  /^(?:\(\d+\/\d+\): [^\s/]{1,300} |\[ *\d+\/\d+\] (?!Total\b)\S{1,300}-\d\S{0,200} +100% \|).*\d+ ?[kKMG]?i?B?\b.*\|? +(?:(?:\d\d:)?\d\d:\d\d|\d\dm\d\ds)$/;

/** dnf and yum: packages that were downloaded before against those that they downloaded; metadata does not count. */
export const dnf = summaryTool({
  name: 'dnf',
  kind: 'packages',
  starts: ['[SKIPPED] ', '(', '[', '>>> ', 'Downloading Packages', 'Total download size', 'Total size'],
  read(line, memory) {
    if (line === SKIPPED_ABOVE) {
      // Where it is told apart from others' words: below a package.
      if (memory.delete('above')) {
        addTo(memory, 'hits');
        addTo(memory, 'misses', -1);
      }
      return null;
    }
    memory.delete('above');
    if (SKIPPED.test(line)) addTo(memory, 'hits');
    else if (FETCHED.test(line)) {
      addTo(memory, 'misses');
      memory.set('above', 1);
    } else if (CONTEXT.test(line)) memory.set('context', 1);
    return null;
  },
  withoutSummary(memory) {
    const hits = memory.get('hits') ?? 0;
    const misses = memory.get('misses') ?? 0;
    return memory.has('context') && hits + misses > 0 ? { hits, misses } : null;
  },
});
