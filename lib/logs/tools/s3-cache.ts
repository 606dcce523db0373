import { messageOf } from '../log-frame';
import { addTo, summaryTool } from './summary-tool';

/** drone-cache says some of the same words, in lines that name their component. */
const OF_DRONE_CACHE = /\b(?:component|caller|ts)["=]/;
const MAY_MATTER = new Set('RrDdFfCc');
const BEGAN = /^restoring cache\b/i;
const DOWNLOADING = /^downloading file/i;
/** The logger joins strings without blanks, so that the bucket's name may follow at once. */
const CAME = /^(?:file downloaded|downloaded .* from server)/i;
const MISSED = /^cache could not be restored/i;
const RESTORED = /^cache restored$/i;

/**
 * drone-cache-lib, which is inside plugins/s3-cache, volume-cache and sftp-cache. It says `cache restored`
 * whatever happened: only with a file that came down is it a hit, only where it says so a miss, else unknown.
 */
export const s3Cache = summaryTool({
  name: 's3-cache',
  kind: 'archive',
  starts: ['time=', 'level=', 'INFO[', 'WARN[', 'ERRO[', '{"'],
  read(line, memory) {
    const message = messageOf(line);
    if (message === null || !MAY_MATTER.has(message.charAt(0)) || OF_DRONE_CACHE.test(line)) return null;
    if (BEGAN.test(message) || DOWNLOADING.test(message)) addTo(memory, 'began');
    else if (CAME.test(message)) addTo(memory, 'came');
    else if (MISSED.test(message)) addTo(memory, 'missed');
    else if (memory.size > 0 && RESTORED.test(message)) return verdict(memory);
    return null;
  },
  withoutSummary: memory => (memory.has('came') || memory.has('missed') ? verdict(memory) : null),
});

function verdict(memory: ReadonlyMap<string, number>) {
  if (memory.has('missed')) return { hits: 0, misses: 1 };
  return memory.has('came') ? { hits: 1, misses: 0 } : { hits: null, misses: null };
}
