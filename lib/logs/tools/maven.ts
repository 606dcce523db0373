import { patternTool } from './pattern-tool';

/** maven lists what it downloads, never what it had. */
export const maven = patternTool({
  name: 'maven',
  kind: 'packages',
  starts: ['Downloaded'],
  miss: /^Downloaded(?: from \S+)?: https?:/,
});

/** maven's build cache, project by project. */
export const mavenCache = patternTool({
  name: 'maven-cache',
  kind: 'buildtool',
  starts: ['Found cached build, ', 'Local build ', 'Cached build '],
  hit: /^Found cached build, restoring \S+ from cache/,
  miss: /^Local build (?:was )?not found by checksum/,
});
