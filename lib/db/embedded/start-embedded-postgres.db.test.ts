import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeDataDir, type OtherProgram, startOther } from '@/tests/world/other-program';
import { readPostmaster } from './postmaster';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres';

const isRoot = process.getuid?.() === 0;
/** An ordinary user that has a name on every Debian and most other systems. */
const DAEMON_UID = 1;

let dataDir: string;
let cluster: string;
let started: EmbeddedPostgres[];
let others: OtherProgram[];

beforeEach(async () => {
  dataDir = await makeDataDir();
  cluster = path.join(dataDir, 'postgres');
  started = [];
  others = [];
});
afterEach(async () => {
  for (const { child } of others) child.kill('SIGKILL');
  for (const server of started) await server.stop();
  await gone();
  await rm(dataDir, { recursive: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  started.push(server);
  return server;
}

async function other(options?: { uid?: number }): Promise<OtherProgram> {
  const program = await startOther(dataDir, options);
  others.push(program);
  return program;
}

async function query(url: string | undefined, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Until nothing runs on the data folder any more; the limit is that of the test. */
async function gone(): Promise<void> {
  while (readPostmaster(cluster) !== null) await new Promise(resolve => setTimeout(resolve, 20));
}

/** Until a server other than this one is ready. */
async function readyAfter(pid: number): Promise<void> {
  for (;;) {
    const postmaster = readPostmaster(cluster);
    if (postmaster !== null && postmaster.pid !== pid && postmaster.status === 'ready') return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** A process and all below it but one, with what is below that. */
async function withDescendants(pid: number, except: number): Promise<number[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  const others = children.map(Number).filter(child => child > 0 && child !== except);
  const below = await Promise.all(others.map(child => withDescendants(child, except)));
  return [pid, ...below.flat()];
}

describe('startEmbeddedPostgres', () => {
  test('makes a durable UTF-8 database in UTC that sorts by bytes and folds all letters', async () => {
    const { url } = await start();
    expect(
      await query(
        url,
        `select current_setting('fsync') as fsync, current_setting('TimeZone') as zone, upper('äß') as upper,
           pg_encoding_to_char(encoding) as encoding, array(select x from unnest('{b,B,a,ä}'::text[]) x order by x) as sorted
         from pg_database where datname = current_database()`,
      ),
    ).toEqual([{ fsync: 'on', zone: 'UTC', upper: 'Äß', encoding: 'UTF8', sorted: ['B', 'a', 'b', 'ä'] }]);
  });

  test('listens on 127.0.0.1 only, and wants the password', async () => {
    const { url, port } = await start();
    expect(await query(url, `select current_setting('listen_addresses') as at`)).toEqual([
      { at: '127.0.0.1' },
    ]);
    await expect(
      query(`postgres://buildhours:wrong@127.0.0.1:${port}/buildhours`, 'select 1'),
    ).rejects.toThrow('password authentication failed');
    expect((await stat(path.join(dataDir, 'postgres.password'))).mode & 0o077).toBe(0);
  });

  test('keeps the data over a stop and a start', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 42 as n');
    await first.stop();
    expect(readPostmaster(cluster)).toBeNull();
    const second = await start();
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
  });

  test('throws away a cluster that was half made', async () => {
    await mkdir(path.join(dataDir, 'postgres.new'));
    await writeFile(path.join(dataDir, 'postgres.new/PG_VERSION'), '18');
    const { url } = await start();
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(existsSync(path.join(dataDir, 'postgres.new'))).toBe(false);
  });
});

describe('several programs', () => {
  test('share one server, which ends with the last of them, however it ends', async () => {
    const [one, two] = await Promise.all([other(), other()]);
    const mine = await start();
    expect(new Set([one.said.url, two.said.url, mine.url]).size).toBe(1);
    one.child.kill('SIGKILL');
    two.child.stdin?.end();
    await Promise.all([once(two.child, 'exit'), one.child.exitCode ?? once(one.child, 'exit')]);
    expect(await query(mine.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await mine.stop();
    expect(readPostmaster(cluster)).toBeNull();
  });

  test('kill -9 of the only one shuts the server down in order', async () => {
    const { child, said } = await other();
    await query(said.url, 'create table kept as select 42 as n');
    child.kill('SIGKILL');
    await gone();
    // The server takes its pid file away first, and then writes this.
    await vi.waitFor(
      async () =>
        expect(await readFile(path.join(dataDir, 'postgres.log'), 'utf8')).toContain(
          'database system is shut down',
        ),
      10_000,
    );
    const { url } = await start();
    expect(await query(url, 'select n from kept')).toEqual([{ n: 42 }]);
  });

  test('a start right after a kill -9 finds either the old server or a new one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { child } = await other();
      child.kill('SIGKILL');
      const { url, stop } = await startEmbeddedPostgres({ dataDir, log: () => undefined });
      expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
      await stop();
    }
  });

  test('a lock left behind by a killed starter does not last', async () => {
    const dead = spawn('true');
    await once(dead, 'exit');
    const { hostname } = await import('node:os');
    const lock = JSON.stringify({ host: hostname(), pid: dead.pid, token: 'x' });
    await writeFile(path.join(dataDir, 'postgres.lock'), lock);
    const { url } = await start();
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('a server that dies', () => {
  test('kill -9 of Postgres: it is started again on the same port, with everything that was committed', async () => {
    const { url } = await start();
    await query(url, 'create table counted (n integer)');
    const writer = new pg.Client(url);
    writer.on('error', () => undefined);
    await writer.connect();
    let committed = 0;
    const writing = (async () => {
      for (;;) {
        await writer.query('insert into counted values ($1)', [committed + 1]);
        committed += 1;
      }
    })();
    while (committed < 50) await new Promise(resolve => setTimeout(resolve, 1));
    const pid = readPostmaster(cluster)?.pid;
    if (pid === undefined) throw new Error('the server does not run');
    process.kill(pid, 'SIGKILL');
    await expect(writing).rejects.toThrow();
    await readyAfter(pid);
    const [row] = await query(url, 'select count(*)::int as n, max(n) as last from counted');
    // The one under way may have been committed without an answer.
    expect([committed, committed + 1].map(n => ({ n, last: n }))).toContainEqual(row);
  });

  test.skipIf(process.platform !== 'linux')(
    'whose watchers are killed ends with its last user all the same',
    async () => {
      const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
      const postmaster = readPostmaster(cluster);
      if (postmaster === null) throw new Error('the server does not run');
      const shell = await parentOf(postmaster.pid);
      const watchers = await withDescendants(shell, postmaster.pid);
      expect(watchers.length).toBeGreaterThan(1);
      for (const pid of watchers) process.kill(pid, 'SIGKILL');
      expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      await server.stop();
      expect(readPostmaster(cluster)).toBeNull();
    },
  );

  test('is started again for as long as it takes, and by itself', async () => {
    const lines: string[] = [];
    const server = await startEmbeddedPostgres({ dataDir, log: line => lines.push(line) });
    started.push(server);
    const postmaster = readPostmaster(cluster);
    if (postmaster === null) throw new Error('the server does not run');
    const aside = path.join(cluster, 'global/pg_control');
    await rename(aside, `${aside}.aside`);
    process.kill(postmaster.pid, 'SIGKILL');
    await vi.waitFor(() => expect(lines.join()).toMatch(/did not start: .*; trying again in 2 s/), 20_000);
    await rename(`${aside}.aside`, aside);
    await readyAfter(postmaster.pid);
    expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });

  test('the pid file of a dead server whose number went to another program is no obstacle', async () => {
    const { stop } = await startEmbeddedPostgres({ dataDir, log: () => undefined });
    await stop();
    const lines = [process.pid, cluster, 1, 5432, '', '127.0.0.1', '1 1', 'ready   '];
    await writeFile(path.join(cluster, 'postmaster.pid'), lines.join('\n'));
    expect(readPostmaster(cluster)).toBeNull();
    const { url } = await start();
    expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe.skipIf(!isRoot)('as root', () => {
  test('the server runs as another user', async () => {
    await start();
    const pid = readPostmaster(cluster)?.pid;
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t[1-9]/m);
  });

  test('the data of an ordinary user stays his', async () => {
    await chown(dataDir, DAEMON_UID, DAEMON_UID);
    const { child, said } = await other({ uid: DAEMON_UID });
    expect(said).toMatchObject({ url: expect.any(String), dataDir });
    child.stdin?.end();
    await once(child, 'exit');
    await start();
    expect((await stat(cluster)).uid).toBe(DAEMON_UID);
  });

  test('where the other user may not enter, the data goes to /var/lib/buildhours', async () => {
    await chmod(dataDir, 0o700);
    const server = await start();
    expect(server.dataDir).toMatch(/^\/var\/lib\/buildhours\/data-[0-9a-f]{12}$/);
    expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await server.stop();
    await rm(server.dataDir, { recursive: true });
  });

  test('data that is already there is not replaced by an empty database elsewhere', async () => {
    await (await start()).stop();
    await chmod(dataDir, 0o700);
    await expect(start()).rejects.toThrow(/Postgres did not start|does not run/);
    await chmod(dataDir, 0o755);
  });

  test('an ordinary user gets one clear line for a folder that is not his', async () => {
    const { said } = await other({ uid: DAEMON_UID });
    expect(said.name).toBe('DatabaseSetupError');
    expect(said.message).toContain(`the data folder ${dataDir} cannot be written (EACCES`);
    expect(said.message).toContain('set DATA_DIR to a folder of yours');
  });
});
