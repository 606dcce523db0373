import { patternTool } from './pattern-tool';

/** yarn 1 prints its phases and nothing of its cache. */
export const yarn1 = patternTool({
  name: 'yarn1',
  kind: 'packages',
  starts: ['[2/', '[3/'],
  ran: /^\[[23]\/\d\] (?:\S+ +)?Fetching packages\.\.\./u,
});
