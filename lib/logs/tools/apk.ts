import { patternTool } from './pattern-tool';

/** apk prints what it installs, not where from. */
export const apk = patternTool({
  name: 'apk',
  kind: 'packages',
  starts: ['('],
  ran: /^\( *\d+\/\d+\) (?:Installing|Upgrading|Downloading) \S/,
});
