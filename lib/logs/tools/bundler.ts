import { patternTool } from './pattern-tool';

/** bundler: gems that were installed already, and those that it had to install. */
export const bundler = patternTool({
  name: 'bundler',
  kind: 'packages',
  starts: ['Using ', 'Installing ', 'Fetching ', 'Resolving ', 'Bundle', 'Your bundle', 'An error '],
  context:
    /^(?:Fetching (?:gem metadata|source index)|Resolving dependencies\.\.\.|Bundle complete!|Bundled gems are installed|Your bundle is complete!|Using (?:bundler|rake) \d|An error occurred while installing)/,
  hit: /^Using [\w.-]+ \d[\w.]*/,
  miss: /^Installing [\w.-]+ \d[\w.]*/,
});
