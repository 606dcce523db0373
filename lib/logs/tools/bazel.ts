import { patternTool } from './pattern-tool';
import { summaryTool } from './summary-tool';

const SUMMARY = /^INFO: \d+ process(?:es)?(?:: (.*))?\.\s*$/;

/**
 * bazel: processes by where their result came from. Internal ones are no work, and hits of the local action
 * cache are work of this machine that did not have to be looked at again: neither counts.
 */
export const bazel = summaryTool({
  name: 'bazel',
  kind: 'buildtool',
  starts: ['INFO: '],
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

const TEST = String.raw`(?:@{0,2}[\w.+~-]*)?\/\/\S{1,300} +`;
const RESULT = `(?:PASSED|FAILED|FLAKY|TIMEOUT)(?:,| in |$)`;

/** bazel's tests: results that it had against tests that it ran; those that could not be built are neither. */
export const bazelTest = patternTool({
  name: 'bazel-test',
  kind: 'buildtool',
  starts: ['//', '@'],
  hit: new RegExp(String.raw`^${TEST}\(cached\) ${RESULT}`),
  miss: new RegExp(String.raw`^${TEST}(?:\(\d+\/\d+ cached\) )?${RESULT}`),
});
