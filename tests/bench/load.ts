import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon, { type Request, type Result } from 'autocannon';
import { z } from 'zod';
import { createPool } from '@/lib/db/pool';
import { databaseUrl } from '@/lib/db/test-server';
import { pageLinks } from '@/lib/page-links';
import { listPages, PAGE_NAMES } from '../list-pages';
import { freePort, PROJECT_DIR, type RunningCommand, startCommand } from '../run-command';
import { BIG_DATA_PLAN } from './big-data/big-data-plan';
import { openBigData } from './big-data/open-big-data';
import { BENCH_ZONE, packBigData } from './metrics/pack-big-data';
import { weeksBefore } from './pages/weeks-before';

/**
 * Two hundred people at once on every page over a million builds, while a history is imported into the same database:
 * Next.js by itself, as it was before pages were kept, and then the web server as it is shipped.
 * `npm run bench:load`, or `-- tenth` for a tenth of the history.
 */
const PEOPLE = 200;
const SECONDS = 60;
/** As many services are looked at beside the one that costs most. */
const SERVICES = 25;
const IMPORTED = { builds: 400_000, logBytes: 2_000 };
const COPY = 'bench_load';
/** Longer is given up, and counts as an error. */
const GIVEN_UP_SECONDS = 60;
const LEAST_TIMES = 4;
const LONGEST_P99_MS = 1_500;
/** Ends what is left of it, should we end before. */
const KILLED_AFTER_MS = 30 * 60_000;

interface Load {
  perSecond: number;
  p50Ms: number;
  p97Ms: number;
  p99Ms: number;
  errors: number;
  firstBytes: number;
  lastBytes: number;
  imported: number;
}

const servicesSchema = z.object({ rows: z.array(z.object({ service: z.string() })) });

await measure();

async function measure(): Promise<void> {
  const data = await openBigData(process.argv.includes('tenth') ? 'tenth' : 'million', print);
  const pool = createPool(data.url);
  await packBigData(pool, print);
  await pool.end();
  const admin = createPool(databaseUrl(data.url, 'postgres'), { max: 1 });
  try {
    await admin.query(`drop database if exists ${COPY} with (force)`);
    await admin.query(`create database ${COPY} template ${new URL(data.url).pathname.slice(1)}`);
    const url = databaseUrl(data.url, COPY);
    const before = await withImport(url, () => measureServer(url, startNext));
    const after = await withImport(url, () => measureServer(url, startWeb));
    report(before, after);
  } finally {
    await admin.query(`drop database if exists ${COPY} with (force)`);
    await admin.end();
    await data.stop();
  }
}

/** Runs `work` while a poller imports from a server of its own. */
async function withImport<T>(url: string, work: () => Promise<T>): Promise<T> {
  const drone = spawn(
    process.execPath,
    ['--import', 'tsx', 'tests/bench/serve-bulk.ts', String(IMPORTED.builds), String(IMPORTED.logBytes)],
    { cwd: PROJECT_DIR, stdio: ['ignore', 'pipe', 'inherit'], timeout: KILLED_AFTER_MS },
  );
  const [address] = await once(drone.stdout, 'data');
  const poller = startCommand(['poll'], {
    env: {
      DATABASE_URL: url,
      TIME_ZONE: BENCH_ZONE,
      DRONE_SERVER: String(address).trim(),
      DRONE_TOKEN: 'demo-admin',
      LOG_LEVEL: 'warn',
    },
  });
  try {
    return await work();
  } finally {
    poller.child.kill('SIGTERM');
    await poller.ended;
    drone.kill('SIGTERM');
    await once(drone, 'close');
  }
}

async function measureServer(
  url: string,
  start: (url: string, port: number) => Promise<RunningServer>,
): Promise<Load> {
  const port = await freePort();
  const server = await start(url, port);
  const pool = createPool(url, { max: 1 });
  const countBuilds = async () =>
    Number((await pool.query<{ n: string }>('select count(*) as n from build')).rows[0]?.n);
  try {
    const requests = await listRequests(`http://127.0.0.1:${port}`);
    // Each page once, so that weeks are in memory for both.
    for (const { path: address } of requests) await open(`http://127.0.0.1:${port}${address}`);
    const [firstBytes, stored] = [residentBytes(server.pid), await countBuilds()];
    const result = await visit(port, requests);
    const imported = (await countBuilds()) - stored;
    return { ...loadOf(result), firstBytes, lastBytes: residentBytes(server.pid), imported };
  } finally {
    await pool.end();
    await server.stop();
  }
}

/** Each person goes through the pages in an order of their own, and asks for the next as soon as one has come. */
async function visit(port: number, requests: readonly Request[]): Promise<Result> {
  let person = 0;
  return autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: PEOPLE,
    duration: SECONDS,
    timeout: GIVEN_UP_SECONDS,
    headers: { 'accept-encoding': 'gzip' },
    setupClient: client => {
      const start = (person * 7) % requests.length;
      const step = 1 + 2 * (person % 5);
      person += 1;
      client.setRequests(requests.map((_, at) => requests[(start + at * step) % requests.length] ?? {}));
    },
  });
}

function loadOf({ requests, latency, errors, non2xx }: Result) {
  const { p50, p97_5, p99 } = latency;
  return { perSecond: requests.average, p50Ms: p50, p97Ms: p97_5, p99Ms: p99, errors: errors + non2xx };
}

async function listRequests(address: string): Promise<Request[]> {
  const query = `range=${weeksBefore(BIG_DATA_PLAN.lastDay, 4)}`;
  const paths = await listPages(address, query);
  const answer = await fetch(`${address}/api/v1/metrics/services?${query}`);
  const { rows } = servicesSchema.parse(await answer.json());
  const services = rows.slice(1, SERVICES + 1).map(({ service }) => pageLinks.service(service));
  const all = [...PAGE_NAMES.map(name => paths[name]), ...services];
  return all.map(each => ({ method: 'GET', path: `${each}?${query}` }));
}

interface RunningServer {
  /** Of the process that answers. */
  pid: number;
  stop(): Promise<void>;
}

async function startNext(url: string, port: number): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    [
      '--no-memory-reducer',
      'node_modules/next/dist/bin/next',
      'start',
      '-H',
      '127.0.0.1',
      '-p',
      String(port),
    ],
    {
      cwd: PROJECT_DIR,
      env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: url, TIME_ZONE: BENCH_ZONE },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: KILLED_AFTER_MS,
    },
  );
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/api/v1/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return { pid: child.pid ?? 0, stop };
    if (child.exitCode !== null) throw new Error('Next.js ended');
    await sleep(200);
  }
}

async function startWeb(url: string, port: number): Promise<RunningServer> {
  const command = startCommand(['start', '--no-poller'], {
    env: { DATABASE_URL: url, TIME_ZONE: BENCH_ZONE, PORT: String(port) },
  });
  await command.printed(`Buildhours is at http://127.0.0.1:${port}`);
  const stop = async () => {
    command.child.kill('SIGTERM');
    await command.ended;
  };
  return { pid: webOf(command), stop };
}

/** The process of the pages below the command. */
function webOf({ child }: RunningCommand): number {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
  const found = children.find(pid =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path.join('lib', 'web', 'serve.ts')),
  );
  if (found === undefined) throw new Error('the command runs no pages');
  return Number(found);
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kilobytes) * 1024;
}

async function open(page: string): Promise<void> {
  const answer = await fetch(page);
  await answer.text();
  if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
}

function report(before: Load, after: Load): void {
  print(`\n${PEOPLE} people at once for ${SECONDS} s, while builds are imported`);
  print(row('', ['pages/s', 'p50', 'p97.5', 'p99', 'errors', 'memory', 'at the end', 'imported']));
  print(row('Next.js alone', cells(before)));
  print(row('as shipped', cells(after)));
  const times = after.perSecond / before.perSecond;
  print(`${times.toFixed(1)} × as many pages a second`);
  const short = [
    ...(times < LEAST_TIMES ? [`at least ${LEAST_TIMES} × as many pages are wanted`] : []),
    ...(after.p99Ms > LONGEST_P99_MS ? [`p99 must be under ${LONGEST_P99_MS} ms`] : []),
    ...(after.errors > 0 ? ['no request may fail'] : []),
    ...(after.imported === 0 ? ['nothing was imported meanwhile'] : []),
  ];
  for (const problem of short) print(`FALLS SHORT: ${problem}`);
  if (short.length > 0) process.exitCode = 1;
}

function cells(load: Load): string[] {
  return [
    load.perSecond.toFixed(1),
    ...[load.p50Ms, load.p97Ms, load.p99Ms].map(ms => `${ms.toFixed(0)} ms`),
    String(load.errors),
    ...[load.firstBytes, load.lastBytes].map(bytes => `${(bytes / 1e6).toFixed(0)} MB`),
    String(load.imported),
  ];
}

function row(name: string, values: readonly string[]): string {
  return [name.padEnd(16), ...values.map(value => value.padStart(12))].join('');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
