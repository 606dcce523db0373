import { patternTool } from './pattern-tool';

const FILE = String.raw`(?!\S+\.metadata\b)\S+\.(?:whl|tar\.gz|tar\.bz2|zip|egg)\b`;

/** pip: files of packages only; the metadata that it looks at beforehand has a line of its own and does not count. */
export const pip = patternTool({
  name: 'pip',
  kind: 'packages',
  starts: [
    'Collecting ',
    'Requirement ',
    'Looking in ',
    'Obtaining ',
    'Processing ',
    'Using cached ',
    'Downloading ',
    'Installing collected ',
  ],
  context:
    /^(?:Collecting|Requirement already satisfied:|Looking in |Obtaining|Processing|Installing collected packages:) \S/,
  hit: new RegExp(`^Using cached ${FILE}`),
  miss: new RegExp(`^Downloading ${FILE}`),
});
