import { summaryTool } from './summary-tool';

const MESSAGE = /\bmsg="?(restoring cache|downloading file|file downloaded|cache restored)\b/i;

/**
 * plugins/s3-cache. It says `cache restored` even when there was none: only with a file that was downloaded
 * before is it a hit, else it is not known.
 */
export const s3Cache = summaryTool({
  name: 's3-cache',
  kind: 'archive',
  starts: 't',
  read(line, memory) {
    const message = MESSAGE.exec(line)?.[1]?.toLowerCase();
    if (message === undefined) return null;
    if (message !== 'cache restored') {
      memory.set(message, 1);
      return null;
    }
    if (!memory.has('restoring cache') && !memory.has('downloading file')) return null;
    return memory.has('file downloaded') ? { hits: 1, misses: 0 } : { hits: null, misses: null };
  },
});
