import { summaryTool } from './summary-tool';

const SUMMARY = /^INFO: \d+ process(?:es)?(?:: (.*))?\.\s*$/;

/**
 * bazel: processes by where their result came from. Internal ones are no work, and hits of the local action
 * cache are work of this machine that did not have to be looked at again: neither counts.
 */
export const bazel = summaryTool({
  name: 'bazel',
  kind: 'buildtool',
  starts: 'I',
  read(line) {
    const summary = SUMMARY.exec(line);
    if (summary === null) return null;
    let hits = 0;
    let misses = 0;
    for (const part of (summary[1] ?? '').split(', ')) {
      const match = /^(\d+) (.+)$/.exec(part);
      const what = match?.[2] ?? 'internal';
      if (what === 'internal' || what === 'action cache hit') continue;
      if (what.endsWith('cache hit')) hits += Number(match?.[1]);
      else misses += Number(match?.[1]);
    }
    return { hits, misses };
  },
});
