import { expect, test } from 'vitest';
import { moveKept } from './kept-before';

/** What is kept after it was moved. */
function moved(entries: Record<string, string>) {
  const kept = new Map(Object.entries(entries));
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const read = (text: string) => (text === '' ? null : JSON.stringify(text));
  moveKept(storage, { from: 'old', to: 'new', nothing: 'null', read });
  return Object.fromEntries(kept);
}

test('what a version before kept is found under the key of today', () => {
  expect(moved({ old: 'shop' })).toEqual({ new: '"shop"' });
  expect(moved({ old: 'shop', new: 'null' })).toEqual({ new: '"shop"' });
});

test('what was kept since holds', () => {
  expect(moved({ old: 'shop', new: '"platform"' })).toEqual({ new: '"platform"' });
  expect(moved({ new: 'null' })).toEqual({ new: 'null' });
});

test('what is nothing is not moved', () => {
  expect(moved({ old: '', new: 'null' })).toEqual({ new: 'null' });
});
