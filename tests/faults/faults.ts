import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { hasCode } from '@/lib/db/has-code';
import type { Misbehaviour } from '@/lib/demo/misbehaviour';
import { DAY_MS, SECOND_MS } from '@/lib/time/units';
import { importCalmly } from './differences-from-calm';
import type { FaultWorld } from './fault-world';
import { type Product, signal } from './product';
import { lookNow, settle } from './settled';

export interface FaultPlace {
  product: Product;
  world: FaultWorld;
}

interface Injected extends FaultPlace {
  /** A figure that was measured meanwhile, in words. */
  note: (words: string) => void;
}

export interface Fault {
  name: string;
  /** Goes wrong, stays so for a while, and is over when it returns. @returns why it could not be tried here */
  inject: (place: Injected) => Promise<string | undefined>;
  /** Part of what `npm test` tries. */
  isShort?: boolean;
}

const HOLD_MS = 12 * SECOND_MS;
/** Requests are tried again for some seconds before anything is said. */
const DRONE_HOLD_MS = 25 * SECOND_MS;
const BLOCK_BYTES = 4 * 1024 * 1024;
const YEAR_MS = 365 * DAY_MS;
const JUMPS_MS = [3, -2, 100, -40, 0.05].map(days => days * DAY_MS);
/** Of Drone's clock, in which builds come in beside the fault. */
const CLOCK_HOURS = 1;
const LONG_LOG_HOURS = 4;
const RESTORED_HOURS = 12;
/** Eight of them are on their way at once, and one is read. */
const MOST_GROWN_MB = 400;

/** One of each kind; each is told by what is done, not by what should come of it. */
export const FAULTS: readonly Fault[] = [
  { name: 'Postgres: kill -9 of a backend', inject: killBackends },
  { name: 'Postgres: kill -9 of the server', inject: killPostmaster, isShort: true },
  { name: 'Postgres: stopped in order', inject: stopPostgres },
  { name: 'Postgres: hangs', inject: hang },
  { name: 'Postgres: slow', inject: slowDown },
  { name: 'Postgres: read-only', inject: readOnly },
  { name: 'Postgres: no connection is left', inject: takeConnections },
  { name: 'Postgres: its disk is full', inject: fillDisk },
  { name: 'kill -9 of the poller', inject: killPoller, isShort: true },
  { name: 'the poller is stopped and goes on', inject: stopPoller },
  { name: 'kill -9 of the web server', inject: killWeb },
  { name: 'kill -9 of the launcher, and a new start', inject: killLauncher },
  { name: 'clocks: set ahead by a year', inject: place => setClocks(place, [YEAR_MS]), isShort: true },
  { name: 'clocks: put back by a year', inject: place => setClocks(place, [-YEAR_MS]) },
  { name: 'clocks: jump to and fro', inject: place => setClocks(place, JUMPS_MS) },
  { name: 'Drone: down', inject: droneDown },
  ...ofDrone('slow', { slowMs: 2_500 }),
  ...ofDrone('silent', { slowMs: 3_600_000 }),
  ...ofDrone('500 for a third', { errorRatio: 0.35 }),
  ...ofDrone('500 for all', { errorRatio: 1 }),
  ...ofDrone('logs fail, all else works', { errorRatio: 1, paths: '/logs/' }),
  ...ofDrone('a web page for everything', { html: true }),
  ...ofDrone('no JSON for a third', { malformedRatio: 0.35 }),
  ...ofDrone('bodies cut short', { truncateRatio: 0.35 }),
  ...ofDrone('connections cut, some in the middle of a body', { dropRatio: 0.35 }),
  ...ofDrone('Retry-After of a day', { rateLimit: { retryAfterSeconds: 86_400, ratio: 0.05, status: 429 } }),
  {
    name: 'Drone: history purged for a while',
    inject: ({ world }) => misbehaving(world, { purgedBelow: world.purged }),
  },
  { name: 'Drone: logs of 5 MiB and more, many at once', inject: printMuch },
  // From here on the server has other builds under some numbers.
  { name: 'Drone: restored from a backup, numbers are given again', inject: restore },
];

function ofDrone(what: string, misbehaviour: Misbehaviour): Fault[] {
  return [{ name: `Drone: ${what}`, inject: ({ world }) => misbehaving(world, misbehaviour) }];
}

async function misbehaving(world: FaultWorld, misbehaviour: Misbehaviour): Promise<undefined> {
  world.misbehave(misbehaviour);
  await sleep(DRONE_HOLD_MS);
  world.misbehave({});
}

async function droneDown({ world }: FaultPlace): Promise<undefined> {
  await world.down();
  await sleep(DRONE_HOLD_MS);
  await world.up();
}

/** Builds and logs come in at each setting; in the end they are right again. */
async function setClocks({ product, world }: FaultPlace, settingsMs: readonly number[]): Promise<undefined> {
  for (const aheadMs of settingsMs) {
    await product.setClocks(aheadMs);
    await sleep(HOLD_MS / settingsMs.length);
    world.goOn(CLOCK_HOURS / settingsMs.length);
    await sleep(HOLD_MS / settingsMs.length);
  }
  await product.setClocks(0);
}

async function printMuch({ product, world, note }: Injected): Promise<undefined> {
  await settle({ product, world });
  const beforeBytes = product.pollerPeakBytes();
  world.printMuch();
  world.goOn(LONG_LOG_HOURS);
  await settle({ product, world });
  world.calmDown();
  const grownMb = (product.pollerPeakBytes() - beforeBytes) / 1024 / 1024;
  const words = `the poller had up to ${Math.round(grownMb)} MB more memory than before`;
  note(words);
  if (grownMb > MOST_GROWN_MB) throw new Error(`long logs: ${words}`);
}

/** What is to be stored of builds that are lost is stored by then: nobody can tell later. */
async function restore({ product, world }: FaultPlace): Promise<undefined> {
  await settle({ product, world });
  await product.withPool(pool => importCalmly(pool, world));
  world.restore();
  world.goOn(RESTORED_HOURS);
  // Looked at under their old numbers before anybody counts.
  await product.withPool(lookNow);
}

async function killBackends({ product }: FaultPlace): Promise<undefined> {
  const [, ...backends] = product.postgresPids();
  for (const pid of backends.slice(-1)) process.kill(pid, 'SIGKILL');
}

async function killPostmaster({ product }: FaultPlace): Promise<undefined> {
  process.kill(product.postmasterPid(), 'SIGKILL');
}

async function stopPostgres({ product }: FaultPlace): Promise<undefined> {
  process.kill(product.postmasterPid(), 'SIGINT');
}

async function hang({ product }: FaultPlace): Promise<undefined> {
  const pids = product.postgresPids();
  for (const pid of pids) signal(pid, 'SIGSTOP');
  await sleep(2 * HOLD_MS);
  for (const pid of pids) signal(pid, 'SIGCONT');
}

/** Nine tenths of the time nothing happens. */
async function slowDown({ product }: FaultPlace): Promise<undefined> {
  for (let turn = 0; turn < HOLD_MS / SECOND_MS; turn += 1) {
    const pids = product.postgresPids();
    for (const pid of pids) signal(pid, 'SIGSTOP');
    await sleep(0.9 * SECOND_MS);
    for (const pid of pids) signal(pid, 'SIGCONT');
    await sleep(0.1 * SECOND_MS);
  }
}

async function readOnly({ product }: FaultPlace): Promise<undefined> {
  const url = await product.databaseUrl();
  await setReadOnly(url, 'on');
  await sleep(HOLD_MS);
  await setReadOnly(url, 'off');
}

async function setReadOnly(url: string, value: 'on' | 'off'): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`alter system set default_transaction_read_only = ${value}`);
  await client.query('select pg_reload_conf()');
  await client.end();
}

async function takeConnections({ product }: FaultPlace): Promise<undefined> {
  const url = await product.databaseUrl();
  const taken: pg.Client[] = [];
  await product.sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
  for (;;) {
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    const isFull = await client.connect().then(
      () => false,
      () => true,
    );
    if (isFull) break;
    taken.push(client);
  }
  await sleep(HOLD_MS);
  await Promise.all(taken.map(client => client.end()));
}

async function fillDisk({ product }: FaultPlace): Promise<string | undefined> {
  if (!product.hasOwnDisk) return 'needs root, and the right to mount a disk';
  const files: string[] = [];
  for (let block = BLOCK_BYTES; block >= 4096; block /= 32) {
    for (;;) {
      const file = path.join(product.dataDir, `fill-${files.length}`);
      files.push(file);
      if (!(await writeFile(file, Buffer.alloc(block)).then(() => true, isFullError))) break;
    }
  }
  await sleep(2 * HOLD_MS);
  for (const file of files) await rm(file, { force: true });
  return undefined;
}

function isFullError(error: unknown): false {
  if (hasCode(error, 'ENOSPC')) return false;
  throw error;
}

async function killPoller({ product }: FaultPlace): Promise<undefined> {
  process.kill(product.pollerPid(), 'SIGKILL');
}

async function stopPoller({ product }: FaultPlace): Promise<undefined> {
  const pid = product.pollerPid();
  process.kill(pid, 'SIGSTOP');
  await sleep(HOLD_MS);
  process.kill(pid, 'SIGCONT');
}

async function killWeb({ product }: FaultPlace): Promise<undefined> {
  process.kill(product.webPid(), 'SIGKILL');
}

/** What it leaves behind must end by itself, before or while the next one starts. */
async function killLauncher({ product }: FaultPlace): Promise<undefined> {
  process.kill(product.launcherPid, 'SIGKILL');
  await product.allGone();
  await product.startAgain();
}
