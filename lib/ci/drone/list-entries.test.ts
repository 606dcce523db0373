import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BrokenListError, listEntries } from './list-entries';

async function entriesOf(text: string, chunkBytes = 1 << 20): Promise<unknown[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const found: unknown[] = [];
  for await (const entries of listEntries(chunks())) found.push(...entries);
  return found;
}

test('whatever the list, and wherever it is cut into chunks, its entries are those of JSON.parse', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 1),
      async (list, chunkBytes, indent) => {
        const text = JSON.stringify(list, null, indent);
        expect(await entriesOf(text, chunkBytes)).toEqual(JSON.parse(text));
      },
    ),
  );
});

test.each(['null', ' null\n', '[]', ' [ ] '])('%j is an empty list', async text => {
  expect(await entriesOf(text, 1)).toEqual([]);
});

test('brackets, quotes and commas within strings are text', async () => {
  const list = [{ text: '],{["\\"' }, 'a,b]', ['\\\\'], 'ü"😀'];
  expect(await entriesOf(JSON.stringify(list), 1)).toEqual(list);
});

describe('what is no whole list is an error', () => {
  test.each([
    ['', /no list/],
    ['{"message":"no"}', /no list/],
    ['<!doctype html>', /no list/],
    ['nul', /no list/],
    ['[{"a":1},{"b"', /cut off/],
    ['[1,2', /cut off/],
    ['[{"a":}]', /not JSON/],
    ['[\u0000]', /not JSON/],
  ])('%j', async (text, message) => {
    const asked = entriesOf(text, 3);
    await expect(asked).rejects.toThrow(BrokenListError);
    await expect(asked).rejects.toThrow(message);
  });

  test('an entry without an end is not held for ever', async () => {
    await expect(entriesOf(`["${'x'.repeat(5 * 1024 * 1024)}"]`, 65_536)).rejects.toThrow('more than 4 MB');
  });
});
