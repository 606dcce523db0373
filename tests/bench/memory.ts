import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { createPool } from '@/lib/db/pool';
import { databaseUrl } from '@/lib/db/test-server';
import { createBulkWorld } from '@/lib/demo/bulk-world';
import { startDemoServer } from '@/lib/demo/server';
import { METRICS } from '@/lib/metrics/registry';
import { listPages, PAGE_NAMES } from '../list-pages';
import { freePort, PROJECT_DIR, runCommand, startCommand } from '../run-command';
import { openBigData } from './big-data/open-big-data';
import { createMemoryLimit } from './memory/memory-limit';
import { listTree, type MemoryPeaks, MemoryWatch } from './memory/memory-watch';
import { BENCH_ZONE, packBigData } from './metrics/pack-big-data';

/**
 * Whether a machine of 1 GB is enough for the command, pages, poller and built-in Postgres together, while a history is
 * imported, every page is opened and every metric is asked for at once: with the demo, and with 100,000 builds.
 * `npm run bench:memory`, or `-- demo` or `-- tenth` for one of them. Where Linux lets us, a group of processes has no
 * more than that.
 */
const LIMIT_BYTES = 1024 ** 3;
const RANGES = ['range=4w', 'range=26w', 'range=1y'];
/** Imported beside the 100,000. */
const NEW_BUILDS = 5_000;
const RESTING_MS = 5_000;
const METRIC_NAMES = Object.keys(METRICS);
const run = promisify(execFile);

const asked = process.argv.slice(2);
await runCommand(['build']);
const root = path.join(PROJECT_DIR, '.data');
await mkdir(root, { recursive: true });
if (asked.length === 0 || asked.includes('demo')) await inNewFolder(measureDemo);
if (asked.length === 0 || asked.includes('tenth')) await inNewFolder(measureTenth);

async function inNewFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(path.join(root, 'bench-memory-'));
  // Root's server runs as another user, who must get in.
  await chmod(dir, 0o755);
  try {
    await work(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function measureDemo(dir: string): Promise<void> {
  await measure('the demo', ['demo'], { DATA_DIR: dir });
}

async function measureTenth(dir: string): Promise<void> {
  await copyBigData(dir);
  const world = createBulkWorld({ builds: NEW_BUILDS, repos: 20, logBytes: 10_000 });
  const drone = await startDemoServer({ world, now: () => new Date() });
  try {
    await measure('100,000 builds', ['start'], {
      DATA_DIR: dir,
      TIME_ZONE: BENCH_ZONE,
      DRONE_SERVER: drone.url,
      DRONE_TOKEN: drone.tokens.admin,
    });
  } finally {
    await drone.close();
  }
}

/** The database of the command, in the folder, as it is once 100,000 builds are imported. */
async function copyBigData(dir: string): Promise<void> {
  const data = await openBigData('tenth', print);
  const pool = createPool(data.url);
  await packBigData(pool, print);
  await pool.end();
  await data.stop();
  const name = new URL(data.url).pathname.slice(1);
  await run('cp', ['-a', `${data.dataDir}/.`, dir]);
  const server = await startEmbeddedPostgres({ dataDir: dir, log: print });
  const own = new URL(server.url).pathname.slice(1);
  const admin = createPool(databaseUrl(server.url, 'postgres'), { max: 1 });
  await admin.query(`drop database ${own}`);
  await admin.query(`alter database ${name} rename to ${own}`);
  await admin.end();
  await server.stop();
}

async function measure(title: string, args: string[], env: Record<string, string>): Promise<void> {
  const port = String(await freePort());
  const address = `http://127.0.0.1:${port}`;
  const limit = await createMemoryLimit(LIMIT_BYTES);
  const command = startCommand(args, { env: { ...env, PORT: port } });
  const pid = command.child.pid ?? 0;
  await limit?.add(pid);
  const watch = new MemoryWatch(limit?.listProcesses ?? (async () => listTree(pid)));
  let kills: number | null = null;
  try {
    await command.printed(`Buildhours is at ${address}`);
    await command.printed('the history is imported');
    for (const range of RANGES) {
      const paths = await listPages(address, range);
      for (const name of PAGE_NAMES) await open(`${address}${paths[name]}?${range}`);
      // As somebody who opens every page in a tab of its own.
      await Promise.all(METRIC_NAMES.map(name => open(`${address}/api/v1/metrics/${name}?${range}`)));
    }
    await sleep(RESTING_MS);
  } finally {
    command.child.kill('SIGTERM');
    await command.ended;
    kills = (await limit?.countKills()) ?? null;
    await limit?.remove();
    printPeaks(title, watch.stop(), kills);
  }
}

async function open(page: string): Promise<void> {
  const answer = await fetch(page);
  await answer.text();
  if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
}

function printPeaks(title: string, { programs, all }: MemoryPeaks, kills: number | null): void {
  const limit =
    kills === null
      ? 'no limit could be set, so that all of it takes as much as on a large machine'
      : `limited to ${megabytes(LIMIT_BYTES)}, ${kills} ended for want of it`;
  print(`\n${title}: ${limit}`);
  for (const [name, bytes] of programs) print(`${name.padEnd(14)}${megabytes(bytes).padStart(10)}`);
  print(`${'together'.padEnd(14)}${megabytes(all).padStart(10)}${all > LIMIT_BYTES ? '   BEYOND 1 GB' : ''}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
