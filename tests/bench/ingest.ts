import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPostmaster } from '@/lib/db/embedded/postmaster';
import { serverPaths } from '@/lib/db/embedded/server-paths';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';
import type { PollOrder, PollResult } from './ingest/poll-order';
import { readPostgresUsage, readStatementKinds, type StatementKind } from './ingest/postgres-usage';

/**
 * What it costs to import a history and to keep figures up to date meanwhile: server, poller and Postgres (fsync on)
 * each in a process of its own on this machine, builds of six steps. With `--logs` each step has a log of 8 kB.
 * CPU is user and system of whole processes; the server's is not in it. Then where it goes, in a run of its own.
 */
const LOG_BYTES = 8_000;
const withLogs = process.argv.includes('--logs');
const runs: ReadonlyArray<[number, PollOrder['mode']]> = withLogs
  ? [
      [1_000, 'sync'],
      [5_000, 'sync'],
    ]
  : [
      [5_000, 'sync'],
      [50_000, 'sync'],
      [50_000, 'poll'],
    ];
const profiledRun: [number, PollOrder['mode']] = withLogs ? [1_000, 'sync'] : [20_000, 'poll'];

interface Measured extends PollResult {
  order: PollOrder;
  postgres: { cpuSeconds: number | null; walBytes: number; commits: number; statements: number };
  kinds: StatementKind[];
}

const root = await mkdtemp(path.join(tmpdir(), 'buildhours-bench-'));
// Postgres runs as another user where we are root.
await chmod(root, 0o755);
const postgres = await startEmbeddedPostgres({
  dataDir: root,
  log: print,
  settings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' },
});
try {
  print(
    'sync: one pass, figures after it; poll: figures beside the import, until all are up to date\n' +
      '   builds        wall  builds/s  logs/s   CPU ms a build: poller + Postgres    a build: statements  commits  WAL bytes   peak memory of the poller   findings and reports, in the wall time',
  );
  for (const [builds, mode] of runs) print(row(await measure(builds, mode, false)));
  const [builds, mode] = profiledRun;
  printWork(await measure(builds, mode, true));
} finally {
  await postgres.stop();
  await rm(root, { recursive: true, force: true });
}

async function measure(builds: number, mode: PollOrder['mode'], profiled: boolean): Promise<Measured> {
  const name = `bench_${builds}_${mode}_${profiled ? 'profiled' : 'plain'}`;
  const admin = createPool(postgres.url, { max: 1 });
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, { max: 1 });
  await migrate(pool);
  await pool.query('create extension pg_stat_statements');
  await pool.query('checkpoint');
  const postmaster = readPostmaster(serverPaths(root).cluster);
  if (postmaster === null) throw new Error('the server of the benchmark is gone');

  const server = run('serve-bulk.ts', [String(builds), withLogs ? String(LOG_BYTES) : '0']);
  const address = await firstLine(server.stdout);
  const order: PollOrder = { server: address, databaseUrl: url.href, mode, withLogs, profiled };
  await pool.query('select pg_stat_statements_reset()');
  const before = await readPostgresUsage(pool, postmaster.pid);
  const poller = run('poll-measured.ts', [JSON.stringify(order)]);
  const result = parse(await firstLine(poller.stdout));
  if (poller.exitCode === null) await once(poller, 'exit');
  const after = await readPostgresUsage(pool, postmaster.pid);
  server.kill();
  const kinds = await readStatementKinds(pool);
  await pool.end();
  const used = {
    cpuSeconds:
      after.cpuSeconds === null || before.cpuSeconds === null ? null : after.cpuSeconds - before.cpuSeconds,
    walBytes: after.walBytes - before.walBytes,
    commits: after.commits - before.commits,
    statements: after.statements - before.statements,
  };
  return { ...result, order, postgres: used, kinds };
}

function run(script: string, args: string[]) {
  const file = fileURLToPath(new URL(script, import.meta.url));
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

function parse(line: string): PollResult {
  const value: unknown = JSON.parse(line);
  if (!isResult(value)) throw new Error(`the poller said ${line}`);
  return value;
}

function isResult(value: unknown): value is PollResult {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cpuSeconds' in value &&
    'peakBytes' in value &&
    'profile' in value
  );
}

function row({
  buildsStored,
  logsRead,
  seconds,
  upkeep,
  cpuSeconds,
  peakBytes,
  postgres: used,
  order,
}: Measured): string {
  const each = (amount: number, digits: number) => (amount / buildsStored).toFixed(digits);
  const cpu =
    used.cpuSeconds === null
      ? `${each(cpuSeconds * 1000, 3)} + not known: no /proc`
      : `${each(cpuSeconds * 1000, 3)} + ${each(used.cpuSeconds * 1000, 3)} = ${each((cpuSeconds + used.cpuSeconds) * 1000, 3)}`;
  return [
    `${String(buildsStored).padStart(6)} ${order.mode}`,
    `${seconds.toFixed(1)} s`.padStart(8),
    (buildsStored / seconds).toFixed(0).padStart(8),
    (logsRead / seconds).toFixed(0).padStart(6),
    cpu.padStart(35),
    each(used.statements, 3).padStart(22),
    each(used.commits, 3).padStart(7),
    each(used.walBytes, 0).padStart(9),
    `${(peakBytes / 1e6).toFixed(0)} MB`.padStart(10),
    `${((upkeep.insightsMs + upkeep.reportsMs) / 1000).toFixed(1)} s`.padStart(26),
  ].join('  ');
}

function printWork({ buildsStored, cpuSeconds, profile, postgres: used, kinds, order }: Measured): void {
  const rounded = (seconds: number) => seconds.toFixed(2).padStart(7);
  print(`\nWhere it goes: ${buildsStored} builds, ${order.mode}; being watched costs a little too`);
  print(
    `poller: ${cpuSeconds.toFixed(1)} s of CPU; seconds by samples of its stack, the main thread at work`,
  );
  for (const [work, seconds] of profile ?? []) print(`${rounded(seconds)}  ${work}`);
  const cpu = used.cpuSeconds === null ? 'CPU not known: no /proc' : `${used.cpuSeconds.toFixed(1)} s of CPU`;
  print(
    `Postgres: ${cpu}; seconds in statements, by its own clock; the rest is reading and answering, WAL and upkeep of its own`,
  );
  for (const { kind, seconds, calls } of kinds)
    print(`${rounded(seconds)}  ${kind} (${calls} ${calls === 1 ? 'statement' : 'statements'})`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
