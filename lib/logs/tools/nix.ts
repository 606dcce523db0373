import { patternTool } from './pattern-tool';

/** nix: paths from a binary cache against derivations that it built itself. */
export const nix = patternTool({
  name: 'nix',
  kind: 'buildtool',
  starts: ['copying path ', 'building ', "building '"],
  hit: /^copying path '\/nix\/store\/[^']{1,300}' from '/,
  miss: /^building '?\/nix\/store\/[^']{1,300}\.drv/,
});
