const ESCAPE = '\u001b';
/** CSI and OSC sequences, as terminals know them. */
const ANSI = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007${ESCAPE}]*(?:\\u0007|${ESCAPE}\\\\)?|[@-Z\\\\^_])`,
  'g',
);

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z? ?/;
const CLOUD_BUILD = /^Step #\d+(?: - "[^"]*")?: /;
const SYSLOG = /^[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d +│ ?/;
const JOB_STEP = /^[^\t]{1,100}\t[^\t]{1,100}\t\ufeff?\d{4}-\d\d-\d\dT\S+ /;
const DRONE_EXEC = /^\[[^\]\s]{1,100}:\d+\] /;
const REMOTE = 'remote: ';

/** A line without colours, and without the prefix that some wrappers put before every line. */
export function cleanLine(text: string): string {
  const plain = text.includes(ESCAPE) ? text.replace(ANSI, '') : text;
  return withoutPrefix(plain.charCodeAt(0) === 0xfeff ? plain.slice(1) : plain);
}

function withoutPrefix(line: string): string {
  const first = line.charCodeAt(0);
  // Most lines begin with something that no prefix begins with.
  if (first === 43 || first === 35 || first === 32 || Number.isNaN(first)) return line;
  if (first >= 48 && first <= 57) return line.charCodeAt(4) === 45 ? line.replace(ISO, '') : line;
  if (first === 83 && line.startsWith('Step #')) return line.replace(CLOUD_BUILD, '');
  if (first === 91) return line.replace(DRONE_EXEC, '');
  if (first === 114 && line.startsWith(REMOTE)) return line.slice(REMOTE.length);
  if (line.charCodeAt(3) === 32 && line.includes('│')) return line.replace(SYSLOG, '');
  if (line.includes('\t')) return line.replace(JOB_STEP, '');
  return line.includes(' | ') ? withoutServiceName(line) : line;
}

/** `api-1  | text` of compose: a name, blanks to a common width, a bar. */
function withoutServiceName(line: string): string {
  return line.replace(/^[a-z0-9][\w.-]{0,60} +\| /, '');
}
