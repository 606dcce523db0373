import { patternTool } from './pattern-tool';

/** Go modules: downloads are listed, what was there already is not. */
export const goMod = patternTool({
  name: 'go-mod',
  kind: 'packages',
  starts: 'g',
  miss: /^go: downloading \S+ v\d/,
});
