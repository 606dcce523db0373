import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPostmaster } from '@/lib/db/embedded/postmaster';
import { freePort, type RunningCommand, startCommand } from './run-command';

let dir: string;
let running: RunningCommand | null = null;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'dev-'));
  await chmod(dir, 0o755);
});
afterAll(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  await rm(dir, { recursive: true });
});

test('the sources as they are are served beside a demo, and everything ends with the command', async () => {
  const port = String(await freePort());
  const address = `http://127.0.0.1:${port}`;
  // Nothing here is about the history of the demo, whose import would take the cores from those who compile.
  const env = { DATA_DIR: dir, PORT: port, DEMO_MISBEHAVE: JSON.stringify({ slowMs: 60_000 }) };
  const dev = startCommand(['dev'], { env });
  running = dev;
  await dev.printed(`Buildhours is at ${address}`);
  const page = await fetch(address);
  expect(page.status).toBe(200);
  // A policy of ours would keep the browser from the scripts and styles of development.
  expect(page.headers.get('content-security-policy')).toBeNull();
  // The browser is told of what changes by a client that pages as they are shipped do not have.
  expect(await page.text()).toContain('hmr-client');
  dev.child.kill('SIGINT');
  expect(await dev.ended).toBe(0);
  expect(readPostmaster(path.join(dir, 'dev/postgres'))).toBeNull();
  await expect(fetch(address)).rejects.toThrow();
});
