import { patternTool } from './pattern-tool';

/** drillster/drone-volume-cache: folder by folder; what it was told to skip is neither. */
export const droneVolumeCache = patternTool({
  name: 'drone-volume-cache',
  kind: 'archive',
  starts: ['Restoring cache for ', 'No cache for '],
  hit: /^Restoring cache for (?:folder|file) .+\.\.\.$/,
  miss: /^No cache for \S/,
});
