import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { recallDemo, rememberDemo } from './demo-memory';

const NOW = new Date('2026-03-02T09:00:00Z');
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'demo-memory-'));
  return () => rm(dir, { recursive: true });
});

test('a new demo begins now; a started one goes on as it began', async () => {
  const first = await recallDemo(path.join(dir, 'demo'), NOW);
  expect(first).toEqual({ seed: 7, origin: NOW.toISOString(), port: null });
  await rememberDemo(path.join(dir, 'demo'), { ...first, port: 4711 });
  const later = new Date(NOW.getTime() + 86_400_000);
  expect(await recallDemo(path.join(dir, 'demo'), later)).toEqual({ ...first, port: 4711 });
});

test.each(['{', '{}', '{"seed":7,"origin":"yesterday","port":1}'])(
  'a memory like %s is refused in words',
  async text => {
    await writeFile(path.join(dir, 'demo.json'), text);
    await expect(recallDemo(dir, NOW)).rejects.toThrow('demo.json cannot be read: remove the folder');
  },
);
