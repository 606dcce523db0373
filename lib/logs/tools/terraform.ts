import { patternTool } from './pattern-tool';

const PROVIDER = String.raw`[\w.-]{1,100}(?:\/[\w.-]{1,100}){1,3} v\d\S*`;

/**
 * terraform and tofu: providers from the shared cache against those that they downloaded; what the folder held
 * already was not looked up.
 */
export const terraform = patternTool({
  name: 'terraform',
  kind: 'packages',
  starts: ['- Using ', '- Installing '],
  hit: new RegExp(`^- Using ${PROVIDER} from the shared cache directory`),
  miss: new RegExp(`^- Installing ${PROVIDER}`),
  ran: new RegExp(`^- Using previously-installed ${PROVIDER}`),
});
