import { type LogPiece, readLogLines } from '@/lib/logs/read-log-lines';
import { TOOL_LOGS } from '@/tests/world/tool-logs';

/**
 * How fast logs are read, for each format and for all of them: megabytes of decoded text a second of CPU time (so
 * that what else the machine does matters little), beside counting the lines of the same text (the least that any
 * reader must do) and decoding the JSON in which Drone sends it. Then whether the time grows with the length only:
 * of logs of each tool, and of single lines in which a part of what a pattern looks for comes over and over.
 */
const LOG_BYTES = 4_000_000;
const ROUNDS = 7;

/** The n-th line of a log of each format; what fills most of a real one of its kind. */
const FORMATS: Record<string, (n: number) => string> = {
  'docker classic': n => {
    const output = [
      `(${n % 90}/90) Installing libgcc (12.2.1_git20220924-r${n % 9})`,
      `  Downloading package_${n % 300}-1.${n % 20}.0-py3-none-any.whl (${n % 900} kB)`,
      '     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 143.5/143.5 kB 5.4 MB/s eta 0:00:00',
      `Setting up libssl-dev:amd64 (3.0.11-1~deb12u${n % 5}) ...`,
      `gcc -Wall -O2 -c -o build/module_${n % 700}.o src/module_${n % 700}.c`,
    ];
    const step = n % 60;
    if (step === 0) return `Step ${(n / 60) % 20}/20 : RUN make part-${n % 13} && make install`;
    if (step === 1) return ` ---> Running in ${hex(n)}`;
    if (step === 58) return `Removing intermediate container ${hex(n)}`;
    if (step === 59) return ` ---> ${hex(n)}`;
    return output[n % output.length] ?? '';
  },
  buildkit: n => {
    const vertex = 4 + Math.floor(n / 200);
    const own = n % 200;
    if (own === 0) return `#${vertex} [builder ${vertex % 20}/20] RUN npm ci --prefix packages/p${vertex}`;
    if (own === 199) return `#${vertex} DONE ${(n % 900) / 10}s`;
    if (own % 9 === 0)
      return `#${vertex} sha256:${hex(n)}${hex(n + 1)} 12.58MB / 29.54MB ${(own / 10).toFixed(1)}s`;
    return `#${vertex} ${(own / 7 + 0.1).toFixed(3)} npm warn deprecated rimraf@3.0.${n % 9}: Rimraf versions prior to v4 are no longer supported`;
  },
  kaniko: n =>
    n % 40 === 0
      ? `INFO[${String(n % 9000).padStart(4, '0')}] RUN apk add --no-cache tool-${n % 31}`
      : `INFO[${String(n % 9000).padStart(4, '0')}] Pushing layer registry.test/cache:${hex(n)} to cache now`,
  'package managers': n =>
    [
      `Collecting package-${n % 400}==1.${n % 30}.2`,
      `  Using cached package_${n % 400}-1.${n % 30}.2-py3-none-any.whl (31 kB)`,
      `Get:${n % 300} http://deb.test/debian bookworm/main amd64 libfoo${n % 77} amd64 1.2-${n % 4} [134 kB]`,
      `Progress: resolved ${n % 900}, reused ${n % 800}, downloaded 0, added ${n % 800}`,
      `Selecting previously unselected package libfoo${n % 77}:amd64.`,
    ][n % 5] ?? '',
  'commands and tests': n =>
    n % 80 === 0
      ? `+ go test ./internal/part${n % 17}/...`
      : ([
          `=== RUN   TestThing/case_${n % 900}`,
          `    thing_test.go:${n % 400}: waiting for the queue to drain, ${n % 30} left`,
          `--- PASS: TestThing/case_${n % 900} (0.0${n % 9}s)`,
          `2026-03-02T10:11:${String(n % 60).padStart(2, '0')}.123Z info request handled path=/api/v1/items/${n} status=200`,
        ][n % 4] ?? ''),
  'wrapped lines': n =>
    [
      `2026-03-02T10:11:${String(n % 60).padStart(2, '0')}.123Z [INFO] [org.acme.web.Server] request ${n} handled in ${n % 90} ms`,
      `api-${n % 3}  | 10:11:12.345 compiled ${n % 700} modules of src/part${n % 17} without a warning`,
      `[web] Progress: resolved ${n % 900}, reused ${n % 800}, downloaded 0, added ${n % 800}`,
      `[INFO] Downloaded from central: https://repo.test/maven2/org/acme/part/1.${n % 30}/part-1.${n % 30}.jar (12 kB at 80 kB/s)`,
    ][n % 4] ?? '',
};

interface Measured {
  readMs: number;
  countMs: number;
  jsonMs: number;
  bytes: number;
}

function hex(n: number): string {
  return (Math.imul(n + 1, 2_654_435_761) >>> 0).toString(16).padStart(8, '0').padEnd(12, '5');
}

function makeLog(line: (n: number) => string, size = LOG_BYTES): LogPiece[] {
  const pieces: LogPiece[] = [];
  for (let n = 0, bytes = 0; bytes < size; n += 1) {
    const out = `${line(n)}\n`;
    bytes += Buffer.byteLength(out);
    pieces.push({ pos: n, out, time: Math.floor(n / 50) });
  }
  return pieces;
}

function fastest(run: () => void, rounds = ROUNDS): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const began = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(began);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

function countLines(pieces: readonly LogPiece[]): number {
  let lines = 0;
  for (const { out } of pieces)
    for (let at = out.indexOf('\n'); at >= 0; at = out.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

function measure(line: (n: number) => string): Measured {
  const json = JSON.stringify(makeLog(line));
  const pieces: LogPiece[] = JSON.parse(json);
  const bytes = pieces.reduce((total, { out }) => total + Buffer.byteLength(out), 0);
  return {
    readMs: fastest(() => readLogLines(pieces)),
    countMs: fastest(() => countLines(pieces)),
    jsonMs: fastest(() => JSON.parse(json)),
    bytes,
  };
}

function row(name: string, { readMs, countMs, jsonMs, bytes }: Measured): string {
  const rate = (ms: number) => (bytes / 1000 / ms).toFixed(0).padStart(8);
  return `${name.padEnd(20)}${rate(readMs)}${rate(countMs)}${(readMs / countMs).toFixed(1).padStart(8)}${rate(jsonMs)}`;
}

const total: Measured = { readMs: 0, countMs: 0, jsonMs: 0, bytes: 0 };
process.stdout.write('MB/s of text              read   count   ratio    JSON\n');
// Once over everything first, so that no format pays for the compiler.
for (const line of Object.values(FORMATS)) readLogLines(makeLog(line));
for (const [name, line] of Object.entries(FORMATS)) {
  const measured = measure(line);
  for (const key of ['readMs', 'countMs', 'jsonMs', 'bytes'] as const) total[key] += measured[key];
  process.stdout.write(`${row(name, measured)}\n`);
}
process.stdout.write(`${row('all', total)}\n`);

/** How many times as long ten times the text takes, for the worst of some logs. */
function worstGrowth(logs: ReadonlyArray<readonly [name: string, make: (times: number) => LogPiece[]]>) {
  let worst = { name: '', growth: 0 };
  for (const [name, make] of logs) {
    const [short, long] = [make(1), make(10)];
    const shortMs = fastest(() => readLogLines(short));
    const growth = fastest(() => readLogLines(long)) / Math.max(shortMs, LEAST_MS);
    if (growth > worst.growth) worst = { name, growth };
  }
  return worst;
}

/** Shorter times say nothing but how coarse the clock is. */
const LEAST_MS = 0.5;

const repeated = (text: string, times: number): LogPiece[] =>
  Array.from({ length: times }, (_, pos) => ({ pos, out: text, time: pos }));

const ofTools = TOOL_LOGS.map(
  ({ tool, says, log }) =>
    [
      `${tool}: ${says}`,
      (times: number) => repeated(`${log}\n`, Math.ceil((times * 60_000) / log.length)),
    ] as const,
);
const ofFormats = Object.entries(FORMATS).map(
  ([name, line]) =>
    [name, (times: number) => Array.from({ length: times }, () => makeLog(line, 400_000)).flat()] as const,
);
const logs = worstGrowth([...ofFormats, ...ofTools]);
process.stdout.write(
  `ten times the log takes at most ${logs.growth.toFixed(1)} times as long (${logs.name})\n`,
);

/** A line in which the characters from one place to another come over and over, as long as lines get. */
function pumpedLines(): string[][] {
  const lines = new Set(TOOL_LOGS.flatMap(({ log }) => log.split(/[\n\r]/)));
  const pumped: string[][] = [];
  for (const line of lines) {
    for (let from = 0; from < Math.min(line.length, 60); from += 5) {
      for (const length of [1, 2, 7])
        pumped.push([line.slice(0, from), line.slice(from, from + length), line.slice(from + length, 200)]);
    }
  }
  return pumped;
}

function pumpedTo([head = '', part = '', tail = '']: readonly string[], chars: number): string {
  return `${head}${part.repeat(Math.ceil(chars / Math.max(part.length, 1)))}${tail}\n`;
}

let slowest: { ms: number; growth: number; line: string[] } = { ms: 0, growth: 0, line: [] };
for (const pumped of pumpedLines()) {
  const [short, long] = [1500, 6000].map(chars => repeated(pumpedTo(pumped, chars), 4));
  if (short === undefined || long === undefined) throw new Error('no lines to compare');
  const ms = fastest(() => readLogLines(long), 2);
  if (ms <= slowest.ms) continue;
  slowest = {
    ms,
    growth: fastest(() => readLogLines(long)) / fastest(() => readLogLines(short)),
    line: pumped,
  };
}
process.stdout.write(
  `four times the line takes ${slowest.growth.toFixed(1)} times as long where it takes longest: ${(slowest.ms * 250).toFixed(0)} µs for 6,000 characters of ${slowest.line.join('·').slice(0, 80)}\n`,
);
if (logs.growth > 20 || slowest.growth > 12) {
  process.stdout.write('the time grows faster than the text\n');
  process.exitCode = 1;
}
