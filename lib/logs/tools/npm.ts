import { patternTool } from './pattern-tool';

/** npm tells of its cache only with `--loglevel http`; else it says how long it took. */
export const npm = patternTool({
  name: 'npm',
  kind: 'packages',
  starts: ['npm http ', 'added ', 'removed ', 'changed ', 'up to date'],
  hit: /^npm http (?:fetch|cache) .*\((?:cache )?(?:hit|revalidated|stale)\)$/,
  miss: /^npm http (?:fetch|cache) .*\((?:cache )?(?:miss|updated)\)$/,
  ran: /^(?:added|removed|changed|up to date)\b.* in \d+(?:\.\d+)?(?:ms|s|m)$/,
});
