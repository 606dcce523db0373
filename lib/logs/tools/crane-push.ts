import { patternTool } from './pattern-tool';

/**
 * crane, ko and others push with the same library, whose lines these are: blobs that the registry had, here or
 * in another repository, are hits.
 */
export const cranePush = patternTool({
  name: 'crane-push',
  kind: 'registry',
  afterColon: ['sha256:'],
  hit: /\b(?:existing|mounted) blob: sha256:[0-9a-f]{8}/,
  miss: /\bpushed blob: sha256:[0-9a-f]{8}/,
});
