import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';

/**
 * How fast and in how much memory a history is imported: server, poller and Postgres (fsync on) each in a
 * process of its own on this machine, builds of six steps. With `--logs` each step has a log of 8 kB. Beside it, what
 * it takes to bring the figures up to date afterwards, as a share of the import.
 */
const LOG_BYTES = 8_000;
const withLogs = process.argv.includes('--logs');
const sizes = withLogs ? [1_000, 5_000] : [5_000, 50_000];

interface Result {
  buildsStored: number;
  logsRead: number;
  requests: number;
  seconds: number;
  peakBytes: number;
  /** Of the time, what went into keeping figures up to date: packed weeks, hours lost, sums of spans. */
  upkeep: { packingMs: number; waitingMs: number; spansMs: number };
}

const root = await mkdtemp(path.join(tmpdir(), 'buildhours-bench-'));
// Postgres runs as another user where we are root.
await chmod(root, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir: root, log: print });
try {
  print(
    `${'builds'.padStart(8)}  builds/s  requests/s  logs/s    import  packing + waiting + spans     peak memory of the poller`,
  );
  for (const builds of sizes) print(row(await measure(builds)));
} finally {
  await postgres.stop();
  await rm(root, { recursive: true, force: true });
}

async function measure(builds: number): Promise<Result> {
  const name = `bench_${builds}`;
  const admin = createPool(postgres.url, 1);
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, 2);
  await migrate(pool);
  await pool.end();

  const server = run('bench/serve-bulk.ts', [String(builds), withLogs ? String(LOG_BYTES) : '0']);
  const address = await firstLine(server.stdout);
  const poller = run('poll-once.ts', [address, url.href, ...(withLogs ? ['0'] : [])]);
  const result = await firstLine(poller.stdout);
  server.kill();
  return parse(result);
}

function run(script: string, args: string[]) {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  while (!text.includes('\n')) await Promise.race([once(stream, 'data'), once(stream, 'end').then(refuse)]);
  return text.slice(0, text.indexOf('\n'));
}

function refuse(): never {
  throw new Error('a process of the benchmark ended before it said anything');
}

function parse(line: string): Result {
  const value: unknown = JSON.parse(line);
  if (!isResult(value)) throw new Error(`the poller said ${line}`);
  return value;
}

function isResult(value: unknown): value is Result {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seconds' in value &&
    'peakBytes' in value &&
    'upkeep' in value
  );
}

function row({ buildsStored, requests, logsRead, seconds, peakBytes, upkeep }: Result): string {
  const upkeepSeconds = (upkeep.packingMs + upkeep.waitingMs + upkeep.spansMs) / 1000;
  const importSeconds = seconds - upkeepSeconds;
  const rate = (count: number, width: number) => (count / importSeconds).toFixed(0).padStart(width);
  const parts = [upkeep.packingMs, upkeep.waitingMs, upkeep.spansMs]
    .map(ms => (ms / 1000).toFixed(1))
    .join(' + ');
  return [
    String(buildsStored).padStart(8),
    rate(buildsStored, 8),
    rate(requests, 10),
    rate(logsRead, 6),
    `${importSeconds.toFixed(1)} s`.padStart(8),
    `${parts} s = ${((upkeepSeconds / importSeconds) * 100).toFixed(0)} %`.padStart(26),
    `${(peakBytes / 1e6).toFixed(0)} MB`,
  ].join('  ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
