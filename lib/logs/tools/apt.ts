import { patternTool } from './pattern-tool';

/** apt: `Hit` is an index that had not changed; packages are always fetched. */
export const apt = patternTool({
  name: 'apt',
  kind: 'packages',
  starts: 'HG',
  hit: /^Hit(?::\d+)? [a-z+]+:\S/,
  miss: /^Get:\d+ [a-z+]+:\S/,
});
