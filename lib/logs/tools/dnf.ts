import { patternTool } from './pattern-tool';

/** dnf and yum: packages that were downloaded before against those that they downloaded; metadata does not count. */
export const dnf = patternTool({
  name: 'dnf',
  kind: 'packages',
  starts: ['[SKIPPED] ', '(', '[', 'Downloading Packages', 'Total download size', 'Total size'],
  context: /^(?:Downloading Packages:|Total (?:download )?size\b|Total size of inbound packages)/,
  hit: /^\[SKIPPED\] \S{1,300}: Already downloaded/,
  miss: /^(?:\(\d+\/\d+\): [^\s/]{1,300} |\[ *\d+\/\d+\] (?!Total\b)\S{1,300}-\d\S{0,200} +100% \|).*\d+ ?[kKMG]?i?B?\b.*\|? +(?:(?:\d\d:)?\d\d:\d\d|\d\dm\d\ds)$/,
});
