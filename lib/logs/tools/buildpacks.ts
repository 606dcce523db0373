import { patternTool } from './pattern-tool';

/** Buildpacks, as pack and kpack export an image: layers that it had against those that are added. */
export const buildpacks = patternTool({
  name: 'buildpacks',
  kind: 'layers',
  starts: ['Reusing layer ', 'Adding layer ', 'Reusing ', 'Adding '],
  hit: /^Reusing layer '/,
  miss: /^Adding layer '/,
});
