const ESCAPE = '\u001b';
/** CSI, OSC and the other strings of control, as terminals know them. */
const ANSI = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?]*[ -/]*[@-~]|[\\]P^_][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)?|[@-Z\\\\])`,
  'g',
);

/** A line without colours, without blanks at its end, and without what wrappers put before every line. */
export function cleanLine(text: string): string {
  const plain = withoutColours(text);
  return withoutPrefixes(trimEnd(plain.charCodeAt(0) === 0xfeff ? plain.slice(1) : plain));
}

export function withoutColours(text: string): string {
  return text.includes(ESCAPE) ? text.replace(ANSI, '') : text;
}

function trimEnd(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last <= 32 || last === 0xa0 ? text.trimEnd() : text;
}

const LEVEL = '(?:TRACE|DEBUG|INFO|LIFECYCLE|QUIET|NOTICE|WARN|WARNING|ERROR|FATAL|STDOUT|STDERR)';
const TIME = String.raw`\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?`;
const DATE_TIME = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]${TIME}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d)){0,2}`;
/** `INFO `, `INFO  | `, and the blanks of `INFO   [main]`; never `INFO: ` or `INFO[`, which are tools' own. */
const BARE_LEVEL = `${LEVEL} (?: *(?:\\| |(?=\\[[A-Za-z.]|tofu: |terraform: )))?`;
const BEGINS_WITH_LEVEL = new RegExp(`^${BARE_LEVEL}`);
/** Of a stream of GitLab's runner, and whether the line goes on the one before: ` 01O `, ` 01E+`. */
const STREAM = String.raw` [0-9a-f]{2}[OE](?:\+| |$)`;
const STAMPED = new RegExp(`^${DATE_TIME}(?:${STREAM}|(?: ?[|:])?(?: |$))(?:${BARE_LEVEL})?`);
/** The arrow behind a clock, unless it is one with which tools name their tasks. */
const ARROW = String.raw` ?>(?! (?:nx run |Task :|[^\s:]+:\S+(?: {1,2}\[|$)))`;
const CLOCK = new RegExp(`^${TIME}(?: [AP]M)?(?: ?[|:]|${ARROW})?(?: |$)(?:${BARE_LEVEL})?`);
const CLOCK_IN_PARENTHESES = new RegExp(String.raw`^\(${TIME}\) `);
/** `[10:11:12] `, `[ERROR] `, `[org.acme.Main] `, `[web] `, `[build:12] `, `[Step 1/2] `; never `[2/4] ` or `[SKIPPED] `. */
const IN_BRACKETS = new RegExp(
  String.raw`^\[(?:${DATE_TIME}|${TIME}(?: [AP]M)?|\d{1,3}:\d\d| *\d+(?:\.\d+)?|${LEVEL} *|[^\]\s]{1,100}:\d+|@[\w./-]{1,100}|Step \d{1,3}/\d{1,3}|(?=[^\]]*[a-z])[A-Za-z][\w.$-]{0,100})\]:?(?:[ \t]|$)`,
);
const CLOUD_BUILD = /^Step #\d+(?: - "[^"]*")?: /;
const SYSLOG = new RegExp(`^[A-Z][a-z]{2} +\\d{1,2} ${TIME}(?: +│)?(?: |$)`);
const JOB_STEP = /^[^\t]{1,100}\t[^\t]{1,100}\t\ufeff?\d{4}-\d\d-\d\dT\S+ /;
const REMOTE = 'remote: ';
/** terragrunt's: the unit, which may be a path, and the program that it runs, none of whose lines is an echo. */
const TERRAGRUNT = /^(?:\[[^\]\s]{1,200}\] *)?(?:tofu|terraform): ?(?!\+)/;
/** tkn's `[task : step] `, kubectl's `[pod/name/container] `. */
const OF_POD = /^\[(?:[\w.-]{1,100} : [\w.-]{1,100}|pod\/[\w.-]{1,253}\/[\w.-]{1,100})\](?: |$)/;
/** The line that opens a group, with the icon that Nx puts into it. */
const GROUP = /^(?:::group::|##\[group\])(?:[^ -~]{1,4} )?/;
/** `api-1  | `, `tools/web | `, `../.. | `, `   +build | `: a name, blanks to a common width, a bar. */
const NAME_AND_BAR = /^ *(?!(?:PASS|FAIL|SKIP|COVER) )[\w.@~+/:-]{1,100} *\|(?: |$)/;

const TAB = 9;
const SPACE = 32;
const HASH = 35;
const OPENING = 40;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const CAPITAL_A = 65;
const CAPITAL_S = 83;
const CAPITAL_Z = 90;
const BRACKET = 91;
const SMALL_R = 114;
const SMALL_T = 116;

/** Wrappers wrap each other: a clock before the name of a service before a level. */
const MOST_PREFIXES = 6;

/** The line without the clocks, levels and names that programs put before the lines of others. */
export function withoutPrefixes(line: string): string {
  let rest = line;
  for (let round = 0; round < MOST_PREFIXES; round += 1) {
    const before = rest.length;
    rest = withoutPrefix(rest);
    if (rest.length === before) return rest;
  }
  return rest;
}

function withoutPrefix(line: string): string {
  const first = line.charCodeAt(0);
  if (first === HASH) return line.startsWith('##[group]') ? line.replace(GROUP, '') : line;
  if (first === MINUS || Number.isNaN(first)) return line;
  const withoutOwn = withoutOwnPrefix(line, first);
  if (withoutOwn.length !== line.length) return withoutOwn;
  if (first !== PLUS || line.charCodeAt(1) !== SPACE) {
    const bar = line.indexOf('|');
    if (bar > 0 && line.charCodeAt(bar - 1) === SPACE) return line.replace(NAME_AND_BAR, '');
  }
  return first > TAB && line.includes('\t') ? line.replace(JOB_STEP, '') : line;
}

/** Prefixes that are told by their first character. */
function withoutOwnPrefix(line: string, first: number): string {
  if (first >= ZERO && first <= NINE) {
    if (line.charCodeAt(2) === COLON || line.charCodeAt(1) === COLON) return line.replace(CLOCK, '');
    return line.charCodeAt(10) === SPACE || line.charCodeAt(10) === 84 ? line.replace(STAMPED, '') : line;
  }
  if (first === BRACKET) return withoutBrackets(line);
  if (first === OPENING)
    return line.charCodeAt(3) === COLON || line.charCodeAt(2) === COLON
      ? line.replace(CLOCK_IN_PARENTHESES, '')
      : line;
  if (first === COLON) return line.startsWith('::group::') ? line.replace(GROUP, '') : line;
  if (first === SMALL_T)
    return line.startsWith('tofu: ') || line.startsWith('terraform: ') ? line.replace(TERRAGRUNT, '') : line;
  if (first === SMALL_R) return line.startsWith(REMOTE) ? line.slice(REMOTE.length) : line;
  if (first === CAPITAL_S && line.startsWith('Step #')) return line.replace(CLOUD_BUILD, '');
  if (first < CAPITAL_A || first > CAPITAL_Z) return line;
  if (line.charCodeAt(3) === SPACE) return line.replace(SYSLOG, '');
  const isLevel = line.charCodeAt(4) === SPACE || line.charCodeAt(5) === SPACE;
  return isLevel ? line.replace(BEGINS_WITH_LEVEL, '') : line;
}

function withoutBrackets(line: string): string {
  const rest = line.replace(IN_BRACKETS, '');
  if (rest.length !== line.length) return rest;
  return line.replace(OF_POD, '').replace(TERRAGRUNT, '');
}
