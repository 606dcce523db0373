import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { isMemoryScarce, usableMemoryBytes } from './usable-memory';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'usable-memory-'));
  return () => rm(dir, { recursive: true });
});

/** With limits as Linux tells them, one file for each text. */
async function usableWith(...texts: string[]): Promise<number> {
  const files = texts.map((_, index) => path.join(dir, String(index)));
  await Promise.all(files.map((file, index) => writeFile(file, texts[index] ?? '')));
  return usableMemoryBytes(files);
}

describe('usableMemoryBytes', () => {
  // Small enough that whatever limits the tests themselves is above it.
  test.each([
    ['version 2', ['104857600\n'], 104_857_600],
    ['version 1, without a line break', ['52428800'], 52_428_800],
    ['the least of several', ['max\n', '104857600\n', '52428800\n'], 52_428_800],
  ])('is the limit of the container: %s', async (_, texts, expected) => {
    expect(await usableWith(...texts)).toBe(expected);
  });

  test.each([
    ['no limit in version 2', 'max\n'],
    ['no limit in version 1', '9223372036854771712\n'],
    ['a file with nothing in it', ''],
    ['nothing at all', '0\n'],
    ['a word that we do not know', 'unlimited\n'],
  ])('is what the machine has where there is none: %s', async (_, text) => {
    const usable = usableMemoryBytes([]);
    expect(usable).toBeGreaterThan(0);
    expect(usable).toBeLessThanOrEqual(totalmem());
    expect(await usableWith(text)).toBe(usable);
  });

  test('a file that is missing, or lies in no folder, sets no limit', async () => {
    await writeFile(path.join(dir, 'file'), '');
    const files = [path.join(dir, 'missing'), path.join(dir, 'file/below')];
    expect(usableMemoryBytes(files)).toBe(usableMemoryBytes([]));
  });

  test('a file that cannot be read is an error', () => {
    expect(() => usableMemoryBytes([dir])).toThrow('EISDIR');
  });
});

test.each([
  [1024 ** 3, true],
  [2 * 1024 ** 3, false],
  [24 * 1024 ** 3, false],
])('%i bytes for everything are scarce: %s', (bytes, expected) => {
  expect(isMemoryScarce(bytes)).toBe(expected);
});
