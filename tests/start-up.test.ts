import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readPostmaster } from '@/lib/db/embedded/postmaster';
import { freePort, PROJECT_DIR, RunningCommand, runCommand, startCommand } from './run-command';

const health = z.object({
  ready: z.literal(true),
  import: z.object({ buildsStored: z.number(), buildsToGo: z.number() }),
});

let dir: string;
let cluster: string;
let env: Record<string, string>;
let address: string;
let running: RunningCommand | null = null;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'start-up-'));
  await chmod(dir, 0o755);
  cluster = path.join(dir, 'demo/postgres');
  const port = String(await freePort());
  address = `http://127.0.0.1:${port}`;
  // Logs are another matter, and there are a hundred thousand of them.
  env = { DATA_DIR: dir, PORT: port, LOG_MIN_STEP_SECONDS: 'none' };
});
afterAll(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  await rm(dir, { recursive: true });
});

async function startDemo(): Promise<RunningCommand> {
  running = startCommand(['demo'], { env });
  await running.printed(`Buildhours is at ${address}`);
  return running;
}

async function readHealth() {
  const response = await fetch(`${address}/api/v1/health`);
  return health.parse(await response.json());
}

const serverGone = async () => {
  while (readPostmaster(cluster) !== null) await sleep(50);
};

test('the demo serves its pages, imports its history, and ends in order', async () => {
  const demo = await startDemo();
  expect((await fetch(address)).status).toBe(200);
  await demo.printed('the history is imported');
  expect((await readHealth()).import.buildsStored).toBeGreaterThan(10_000);
  demo.child.kill('SIGINT');
  expect(await demo.ended).toBe(0);
  expect(demo.output).toContain('stopping …');
  expect(demo.output).not.toContain('    at ');
  expect(readPostmaster(cluster)).toBeNull();
});

test('started again, it tells the same story, and a second command shares its database', async () => {
  const demo = await startDemo();
  await demo.printed('the history is imported');
  const memory = z
    .object({ port: z.number() })
    .parse(JSON.parse(await readFile(path.join(dir, 'demo/demo.json'), 'utf8')));
  const drone = { DRONE_SERVER: `http://127.0.0.1:${memory.port}`, DRONE_TOKEN: 'demo-admin' };
  const shared = { ...env, ...drone, DATA_DIR: path.join(dir, 'demo') };
  const doctor = await runCommand(['doctor'], { env: shared });
  // The demo's story has a runner whose clock is ahead.
  expect(doctor.output).toMatch(/^warn {2}database {2}runner-us-1's clock is 50 s ahead/m);
  expect(doctor.output).not.toMatch(/^(warn(?!.* clock is 50 s ahead)|fail)/m);
  expect(doctor.output).toContain(`ok    pages     served at ${address}`);
  expect(doctor.code).toBe(0);
  expect(await runCommand(['sync'], { env: shared })).toMatchObject({
    code: 0,
    output: expect.stringContaining('repositories seen: '),
  });
});

test('a second demo on the same folder is refused, and leaves the first alone', async () => {
  const second = await runCommand(['demo'], { env: { ...env, PORT: String(await freePort()) } });
  expect(second).toMatchObject({ code: 1, output: expect.stringMatching(/another demo runs on .*DATA_DIR/) });
  expect((await readHealth()).ready).toBe(true);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'npm is ended by %s, and all that it started ends in order',
  async name => {
    const port = String(await freePort());
    const folder = path.join(dir, `npm-${name}`);
    const npm = spawn('npm', ['start', '--', '--no-poller'], {
      cwd: PROJECT_DIR,
      env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: '', DATA_DIR: folder, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await new RunningCommand(npm).printed(`Buildhours is at http://127.0.0.1:${port}`);
    npm.kill(name);
    // Postgres takes its pid file away first, and then writes this.
    await vi.waitFor(
      async () =>
        expect(await readFile(path.join(folder, 'postgres.log'), 'utf8')).toMatch(
          /database system is shut down\s*$/,
        ),
      60_000,
    );
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  },
);

test('a Postgres that is killed is started again below the pages', async () => {
  const demo = running;
  const postmaster = readPostmaster(cluster);
  if (demo === null || postmaster === null) throw new Error('the demo of the test before does not run');
  process.kill(postmaster.pid, 'SIGKILL');
  await demo.printed('Postgres ended unexpectedly; starting it again');
  let ready = false;
  while (!ready) {
    ready = await readHealth().then(
      () => true,
      () => false,
    );
    await sleep(100);
  }
  expect((await readHealth()).import.buildsToGo).toBe(0);
});

test('kill -9 leaves nothing behind', async () => {
  running?.child.kill('SIGKILL');
  await serverGone();
  let served = true;
  while (served) {
    served = await fetch(address).then(
      () => true,
      () => false,
    );
    await sleep(100);
  }
  running = null;
  expect(await readFile(path.join(dir, 'demo/postgres.log'), 'utf8')).toMatch(
    /database system is shut down\s*$/,
  );
});
