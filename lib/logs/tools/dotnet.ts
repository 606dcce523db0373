import { patternTool } from './pattern-tool';

/** dotnet restore: it says where packages came from only when asked for more than the projects it restored. */
export const dotnet = patternTool({
  name: 'dotnet',
  kind: 'packages',
  starts: [
    'CACHE http',
    'GET http',
    'Restored ',
    'All projects are up-to-date',
    'Determining projects to restore',
  ],
  context: /^(?:Determining projects to restore|All projects are up-to-date for restore)/,
  hit: /^CACHE https?:\/\/\S+$/,
  miss: /^GET https?:\/\/\S+$/,
  ran: /^Restored \S.*\.\w+proj \((?:in )?[\d.]+ m?s(?:ec)?\)\.$/,
});
