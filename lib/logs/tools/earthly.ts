import { patternTool } from './pattern-tool';

const INSTRUCTION = String.raw`(?:RUN|COPY|WORKDIR|ADD|GIT CLONE|WITH DOCKER|USER|ENV|ENTRYPOINT|CMD|EXPOSE|VOLUME|LABEL)\b`;

/** Earthly: instructions of its targets, other than FROM and what is saved. */
export const earthly = patternTool({
  name: 'earthly',
  kind: 'layers',
  starts: ['*cached* --> ', '--> ', '*failed* '],
  hit: new RegExp(`^\\*cached\\* --> ${INSTRUCTION}`),
  miss: new RegExp(`^--> ${INSTRUCTION}`),
});
