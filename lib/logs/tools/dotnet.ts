import { patternTool } from './pattern-tool';

/** dotnet restore: it says where packages came from only when asked for more than the projects it restored. */
export const dotnet = patternTool({
  name: 'dotnet',
  kind: 'packages',
  starts: [
    'CACHE http',
    'GET http',
    'info : ',
    'log  : Restoring packages for ',
    'Restoring packages for ',
    'Restored ',
    'All projects are up-to-date',
    'Determining projects to restore',
  ],
  context:
    /^(?:(?:info|log {1,2}) *: +)?(?:Determining projects to restore|All projects are up-to-date for restore|Restoring packages for )/,
  hit: /^(?:info : +)?CACHE https?:\/\/\S+$/,
  miss: /^(?:info : +)?GET https?:\/\/\S+$/,
  ran: /^Restored \S.*\.\w+proj \((?:in )?[\d.]+ m?s(?:ec)?\)\.$/,
});
