import { expect, test } from 'vitest';
import {
  type BuildKey,
  compareKeys,
  endedKey,
  formatCursor,
  isOpenKey,
  openKey,
  parseCursor,
} from './build-key';

test('what has not ended comes first, newest first; then what ended last; ties by repository and number', () => {
  const keys: BuildKey[] = [
    endedKey(1_772_442_000, 2, 9),
    endedKey(1_772_442_000, 2, 8),
    endedKey(1_772_442_000, 1, 99),
    endedKey(1_772_441_999, 3, 1),
  ];
  const open = [openKey(1_772_440_001, 1, 4), openKey(1_772_440_000, 5, 3)];
  expect([...keys, ...open].reverse().sort(compareKeys)).toEqual([...open, ...keys]);
  expect([...open, ...keys].map(isOpenKey)).toEqual([true, true, false, false, false, false]);
});

test('a cursor is the key', () => {
  const key = openKey(1_772_440_001, 12, 345);
  expect(parseCursor(formatCursor(key))).toEqual(key);
});
