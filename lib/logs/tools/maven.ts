import { patternTool } from './pattern-tool';

/** maven lists what it downloads, never what it had. */
export const maven = patternTool({
  name: 'maven',
  kind: 'packages',
  starts: 'D[',
  miss: /^(?:\[INFO\] )?Downloaded(?: from \S+)?: https?:/,
});
