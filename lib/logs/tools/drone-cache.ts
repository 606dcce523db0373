import { addTo, summaryTool } from './summary-tool';

/** What tells its lines from those of drone-cache-lib, which says the same words. */
const ITS_OWN = /\b(?:component|caller|ts)["=]|drone-cache/;
const BEGAN = /\bmsg"?[=:] ?"?restoring {1,2}cache\b/;
const DIRECTORY = /\bmsg"?[=:] ?"restoring directory"/;
const REMOTE = /\bremote"?[=:] ?("[^"]*"|\S+)/;
const RESTORED = /\bmsg"?[=:] ?"cache restored"/;
const PARTIAL = /\bpartially restored \((\d+)\/(\d+) directories\)/;
const FAILED = /\brestore failed\b/;
const ONE_FAILURE = /\bdownload from \S+ to \S+/g;
/** Of a step there are few; more of them is somebody else's text. */
const DIRECTORIES_KEPT = 1000;

/**
 * meltwater/drone-cache and plugins/cache, in logfmt or JSON: directory by directory. It says `cache restored`
 * where at least one came, and how many; it cannot tell an archive that does not exist from a storage that did
 * not answer: both are misses.
 */
export const droneCache = summaryTool({
  name: 'drone-cache',
  kind: 'archive',
  starts: ['level=', '{"', 'ts=', 'name=', 'caller=', 'component=', 'time='],
  read(line, memory) {
    if (DIRECTORY.test(line)) {
      // At level debug each one is named twice.
      const remote = REMOTE.exec(line)?.[1] ?? String(memory.size);
      if (memory.size < DIRECTORIES_KEPT) memory.set(`remote ${remote}`, 1);
    } else if (memory.size > 0 && RESTORED.test(line)) {
      const partial = PARTIAL.exec(line);
      if (partial === null) return { hits: Math.max(directoriesOf(memory), 1), misses: 0 };
      const hits = Number(partial[1]);
      return { hits, misses: Math.max(Number(partial[2]) - hits, 0) };
    } else if (FAILED.test(line)) {
      const misses = Math.max(line.match(ONE_FAILURE)?.length ?? 0, 1);
      return { hits: Math.max(directoriesOf(memory) - misses, 0), misses };
    } else if (BEGAN.test(line) && ITS_OWN.test(line)) addTo(memory, 'began');
    return null;
  },
});

function directoriesOf(memory: ReadonlyMap<string, number>): number {
  return [...memory.keys()].filter(key => key.startsWith('remote ')).length;
}
