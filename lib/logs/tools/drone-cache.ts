import { addTo, summaryTool } from './summary-tool';

const DIRECTORY = 'restoring directory';
const RESTORED = /\bmsg"?[=:] ?"cache restored"/;
const FAILED = /\brestore failed\b/;
const ONE_FAILURE = /\bdownload from \S+ to \S+/g;

/**
 * meltwater/drone-cache, in logfmt or JSON: directory by directory. It cannot tell an archive that does not
 * exist from a storage that did not answer; both are misses.
 */
export const droneCache = summaryTool({
  name: 'drone-cache',
  kind: 'archive',
  starts: 'l{tn',
  read(line, memory) {
    if (line.includes('restoring  cache')) memory.set('began', 1);
    else if (line.includes(DIRECTORY)) addTo(memory, 'directories');
    else if (memory.size > 0 && RESTORED.test(line))
      return { hits: memory.get('directories') ?? 1, misses: 0 };
    else if (FAILED.test(line)) {
      const misses = Math.max(line.match(ONE_FAILURE)?.length ?? 0, 1);
      return { hits: Math.max((memory.get('directories') ?? 0) - misses, 0), misses };
    }
    return null;
  },
});
