import { patternTool } from './pattern-tool';

/** Go modules: downloads are listed, what was there already is not. */
export const goMod = patternTool({
  name: 'go-mod',
  kind: 'packages',
  starts: ['go: downloading '],
  miss: /^go: downloading \S+ v\d/,
});
