import { expect, test } from 'vitest';
import { compareToBaseline } from './baseline';

const USUAL = { n: 10, p50Ms: 100, p75Ms: 200, p90Ms: 300, since: null };

test.each([
  [100, true, 'within'],
  [200, true, 'within'],
  [201, true, 'above-p75'],
  [300, true, 'above-p75'],
  [301, true, 'above-p90'],
  // What was cut short may be too long already; that it is short says nothing.
  [100, false, null],
  [301, false, 'above-p90'],
  [null, true, null],
])('%s ms, whole: %s → %s', (tookMs, isWhole, verdict) => {
  expect(compareToBaseline(tookMs, USUAL, isWhole)).toBe(verdict);
});

test('of fewer than ten there is no baseline', () => {
  expect(compareToBaseline(301, { ...USUAL, n: 9 }, true)).toBe('too-few');
});
