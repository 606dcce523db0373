import { patternTool } from './pattern-tool';

/** pre-commit: environments that it had to install; those that it had are not listed. */
export const preCommit = patternTool({
  name: 'pre-commit',
  kind: 'packages',
  starts: ['Installing environment for '],
  ends: ['Passed', 'Failed'],
  miss: /^Installing environment for \S/,
  ran: /^[^\n]{1,80}\.{3,80}(?:\(no files to check\))?(?:Passed|Failed)$/,
});
