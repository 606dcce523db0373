import { describe, expect, test } from 'vitest';
import { formatChange, formatDay, formatDuration, formatRatio, formatTimeLeft } from './format';

describe('formatDuration', () => {
  test.each([
    [null, '–'],
    [0, '0s'],
    [400, '<1s'],
    [1_000, '1s'],
    [59_400, '59s'],
    [60_000, '1m 00s'],
    [252_000, '4m 12s'],
    [3_599_000, '59m 59s'],
    [3_599_600, '1h 00m'],
    [3_900_000, '1h 05m'],
    [90_000_000, '25h 00m'],
  ])('%s → %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('formatChange', () => {
  test.each([
    [112, 100, '+12%'],
    [96.6, 100, '−3.4%'],
    [100.9, 100, 'unchanged'],
    [5, 0, null],
    [null, 100, null],
  ])('%s against %s → %s', (now, before, text) => expect(formatChange(now, before)).toBe(text));
});

test('formatRatio keeps a decimal below ten per cent', () => {
  expect([formatRatio(0.043), formatRatio(0.38), formatRatio(0), formatRatio(null)]).toEqual([
    '4.3%',
    '38%',
    '0%',
    '–',
  ]);
});

test('formatDay and formatTimeLeft', () => {
  expect(formatDay('2026-03-02')).toBe('2 Mar');
  expect(formatDay('2026-12-31', true)).toBe('31 Dec 2026');
  expect([formatTimeLeft(20), formatTimeLeft(70), formatTimeLeft(250), formatTimeLeft(7200)]).toEqual([
    'less than a minute',
    'about 1 minute',
    'about 4 minutes',
    'about 2 hours',
  ]);
});
