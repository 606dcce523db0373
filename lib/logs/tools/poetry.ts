import { patternTool } from './pattern-tool';

/** poetry prints what it installs, not where from. */
export const poetry = patternTool({
  name: 'poetry',
  kind: 'packages',
  starts: ['- Installing ', '- Updating ', '• '],
  ran: /^[-•] (?:Installing|Updating) [\w.-]+ \(\d/,
});
