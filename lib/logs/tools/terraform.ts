import { patternTool } from './pattern-tool';

const PROVIDER = String.raw`[\w.-]{1,100}(?:\/[\w.-]{1,100}){1,3} v\d\S*`;

/** terraform and tofu: providers from the shared cache, or there already, against those that they downloaded. */
export const terraform = patternTool({
  name: 'terraform',
  kind: 'packages',
  starts: ['- Using ', '- Installing '],
  hit: new RegExp(
    `^- Using (?:previously-installed ${PROVIDER}|${PROVIDER} from the shared cache directory)`,
  ),
  miss: new RegExp(`^- Installing ${PROVIDER}`),
});
