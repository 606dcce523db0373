const LONGEST_LABEL = 160;

/** What changes from build to build though the command is the same, and what stands in its place. */
const VARYING: ReadonlyArray<readonly [RegExp, string]> = [
  [/\*{3,}/g, '***'],
  [/\bsha256:[0-9a-f]{8,64}\b/g, '<hash>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d{4}-\d\d-\d\d\b/g, '<date>'],
  [/\/tmp\/[^\s"'/]+/g, '/tmp/<tmp>'],
  [/\btmp\.[A-Za-z0-9]{6,}\b/g, '<tmp>'],
  [/\brefs\/(heads|tags|pull|merge-requests|changes)\/[^\s:"']+/g, 'refs/$1/<ref>'],
  [/(\s(?:-t|--tag)[ =])\S+/g, '$1<tag>'],
  [/(--build-arg[ =][\w.-]+=)(?:"[^"]*"|\S+)/g, '$1<value>'],
  [/(--label[ =][\w./-]+=)(?:"[^"]*"|\S*)/g, '$1<value>'],
  [/(?<![\w/.-])[0-9a-f]{7,64}(?![\w/.-])/g, '<hash>'],
  [/\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{27}\b/g, '<id>'],
  [/\b\d{6,}\b/g, '<n>'],
  [/\bv?\d+\.\d+\.\d+(?:[-+.][0-9A-Za-z.-]*)?-[0-9a-f]{7,40}\b/g, '<version>'],
];
const DOCKER_IMAGE = /\bdocker(?:\.exe)? (?:push|pull|tag|rmi|run)\b/;
/** No part of it can match the same characters as its neighbour: names with many dashes stay cheap. */
const IMAGE_TAG = /([\w./-]+(?::\d+\/[\w./-]+)?):[\w][\w.-]{0,127}(?=\s|$)/g;
const GIT_CHECKOUT = /^git (?:checkout|switch|branch|merge)\b/;

/**
 * The name under which a command or layer is found again in other builds: hashes, ids, times, tags, refs,
 * temporary names and masked secrets are replaced, blanks are folded.
 */
export function stableLabel(text: string): string {
  let label = firstLineOf(text).replace(/\s+/g, ' ').trim();
  for (const [pattern, replacement] of VARYING) label = label.replace(pattern, replacement);
  if (DOCKER_IMAGE.test(label)) label = label.replace(IMAGE_TAG, '$1:<tag>');
  if (GIT_CHECKOUT.test(label)) label = label.replace(/( -b) \S+/, '$1 <ref>');
  return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

/** Some shells print the line breaks of a command as they stand in the YAML: `\n`. */
function firstLineOf(text: string): string {
  const end = text.indexOf('\\n');
  return end > 0 && !text.includes('printf') ? text.slice(0, end) : text.slice(0, 600);
}
