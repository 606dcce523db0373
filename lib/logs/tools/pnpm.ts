import { summaryTool } from './summary-tool';

const DONE = /^Progress: resolved \d+, reused (\d+), downloaded (\d+)(?:, added (\d+))?, done$/;

/** pnpm: the last line of progress of each install; one that had nothing to do tells nothing. */
export const pnpm = summaryTool({
  name: 'pnpm',
  kind: 'packages',
  starts: ['Progress: resolved '],
  read(line) {
    const done = DONE.exec(line);
    if (done === null) return null;
    const hits = Number(done[1]);
    const misses = Number(done[2]);
    return hits + misses === 0 ? null : { hits, misses };
  },
});
