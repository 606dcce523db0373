const LONGEST_LABEL = 160;
const LONGEST_TEXT = 600;

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
  [/(\s--tag[ =])\S+/g, '$1<tag>'],
  [/(--build-arg[ =][\w.-]+=)(?:"[^"]*"|\S+)/g, '$1<value>'],
  [/(--label[ =][\w./-]+=)(?:"[^"]*"|\S*)/g, '$1<value>'],
  // `--set image.tag=1.4.2`, `IMAGE_TAG=1.4.2`, `--app-version 12`: by the name of what is set.
  [
    /(?<![\w.-])([\w.-]{0,60}(?:tag|version|revision|commit|digest|sha|build[-_]?(?:number|num|id))=)(?![$"'])[^\s,;&|)"']+/gi,
    '$1<value>',
  ],
  [/(\s--[\w-]{0,40}(?:tag|version|revision|commit|sha)[ =])(?=[^\s\d]{0,80}\d)[^\s$"'-]\S*/g, '$1<value>'],
];

/** `1.4.2`, `v2.0.0-rc.1`, `1.4.2+build.7`; an address has four parts, and a file's ending is no part of it. */
const VERSION =
  /(?<![0-9A-Za-z.])v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z]+(?:[.+-](?!(?:tar|t?gz|t?xz|bz2|zst|zip|deb|rpm|apk|jar|war|whl|nupkg|exe|msi|dmg|iso|json|ya?ml|txt|md|js|css|map|html|sh|nix)\b)[0-9A-Za-z]+)*)?(?!\.?\d)/g;

/** After the tags of images, as a tag may be a version, a hash or a number. */
const VARYING_PARTS: ReadonlyArray<readonly [RegExp, string]> = [
  [VERSION, '<version>'],
  [/(?<![0-9A-Za-z])g?(?=[a-f]*\d)[0-9a-f]{7,64}(?![0-9A-Za-z])/g, '<hash>'],
  [/\b(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{27}\b/g, '<id>'],
  [/\b\d{6,}\b/g, '<n>'],
];

/** Programs whose arguments are images: any tag is one. */
const IMAGE_PROGRAM =
  /\b(?:docker(?:-compose|\.exe)?|podman|buildah|nerdctl|skopeo|crane|regctl|oras|kaniko|kubectl|oc|helm|kustomize|ctr|crictl|cosign|trivy|grype|syft|kind|k3d|minikube|flux|argocd|nomad|gcloud|az|aws)\b/;
/** No part of it can match the same characters as its neighbour: names with many dashes stay cheap. */
const IMAGE_TAG = /([\w./-]+(?::\d+\/[\w./-]+)?):([\w][\w.+-]{0,127})(?=[\s"',;)@]|$)/g;
const BUILDS = /\s(?:build|buildx|bud|bake|imagetools)\s/;
const GIT_CHECKOUT = /^git (?:checkout|switch|branch|merge)\b/;
const FROM = /(?:^|\s)FROM\s/;

/**
 * The name under which a command or layer is found again in other builds: hashes, ids, times, tags, versions,
 * refs, temporary names and masked secrets are replaced, blanks are folded. Of several lines it has those up
 * to the first that tells the command apart.
 */
export function stableLabel(text: string): string {
  let label = tellingLines(text.slice(0, LONGEST_TEXT)).replace(/\s+/g, ' ').trim();
  for (const [pattern, replacement] of VARYING) label = label.replace(pattern, replacement);
  label = withoutTags(withoutTagOption(label));
  for (const [pattern, replacement] of VARYING_PARTS) label = label.replace(pattern, replacement);
  if (GIT_CHECKOUT.test(label)) label = label.replace(/( -b) \S+/, '$1 <ref>');
  return label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
}

/** What `-t` names is an image where one is built; elsewhere it is a target, a terminal or a test. */
function withoutTagOption(label: string): string {
  return IMAGE_PROGRAM.test(label) && BUILDS.test(label) ? label.replace(/(\s-t[ =])\S+/g, '$1<tag>') : label;
}

/** The base image of a Dockerfile is no release of the build: only what is a version or hash goes there. */
function withoutTags(label: string): string {
  if (!label.includes(':') || FROM.test(label)) return label;
  const takesImages = IMAGE_PROGRAM.test(label);
  return label.replace(IMAGE_TAG, (whole: string, name: string, tag: string) => {
    const isAddress = name.startsWith('//') && !name.includes('/', 2);
    const isImage = takesImages ? /[A-Za-z]/.test(name) : name.includes('/', 1) && /\d/.test(tag);
    const isTarget = name.startsWith('//') && !takesImages;
    return isImage && !isAddress && !isTarget ? `${name}:<tag>` : whole;
  });
}

/** Lines that print nothing and that many commands begin with. */
const SILENT =
  /^(?:#|(?:set\s+[-+]|export\s|unset\s|cd\s|umask\s|trap\s|shopt\s|alias\s|readonly\s|declare\s|mkdir\s)(?!.*(?:\$\(|`|&&|;))|true$|:$|[{(]$|[\w-]{1,60}\s*\(\)\s*\{?$|[A-Za-z_]\w*=(?:"[^"$`]*"|'[^']*'|[^\s$`"']*)$)/;
const INCOMPLETE = /(?:\\|&&|\|)$/;

/** Whether a line of a command says too little to be its name: the next one belongs to it. */
export function saysLittle(line: string): boolean {
  const text = line.trim();
  return text === '' || SILENT.test(text) || INCOMPLETE.test(text);
}

/** Some shells print the line breaks of a command as they stand in the YAML: `\n`. */
function tellingLines(text: string): string {
  if (!text.includes('\\n')) return text;
  let told = '';
  for (const line of linesOutsideQuotes(text)) {
    const isGoingOn = INCOMPLETE.test(told);
    const separator = told === '' || isGoingOn ? ' ' : '; ';
    told = `${told.replace(/\\$/, '')}${told === '' ? '' : separator}${line.trim()}`;
    if (!saysLittle(line)) break;
  }
  return told;
}

function linesOutsideQuotes(text: string): string[] {
  const lines: string[] = [];
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (text.charAt(from) === '#' && char !== '\\') continue;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\' && text.charAt(at + 1) === 'n') {
      lines.push(text.slice(from, at));
      from = at + 2;
      at += 1;
    }
  }
  lines.push(text.slice(from));
  return lines.filter(line => line.trim() !== '');
}
