import { describe, expect, test } from 'vitest';
import {
  formatAge,
  formatBand,
  formatChange,
  formatClockOffset,
  formatCountOf,
  formatDay,
  formatDuration,
  formatHours,
  formatHoursMore,
  formatInstant,
  formatMoney,
  formatRange,
  formatRatio,
  formatSmallHours,
  formatTimeLeft,
} from './format';

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

test.each([
  [0, '0 builds'],
  [1, '1 build'],
  [12_000, '12,000 builds'],
])('%s → %s', (count, text) => expect(formatCountOf(count, 'build')).toBe(text));

const HOUR_MS = 3_600_000;

test.each([
  [29.7 * HOUR_MS, 582 * HOUR_MS, formatHours, '29.7 to 582 h, depending on assumptions'],
  [60_000, 0.4 * HOUR_MS, formatHours, '<0.1 to 0.4 h, depending on assumptions'],
  [0, HOUR_MS, formatHours, '0 to 1.0 h, depending on assumptions'],
  [HOUR_MS, HOUR_MS + 1, formatHours, '1.0 h, whatever is assumed'],
  [38_000, 252_000, formatDuration, '38s to 4m 12s, depending on assumptions'],
])('%s to %s → %s', (low, high, format, text) => expect(formatBand(low, high, format)).toBe(text));

describe('formatHours', () => {
  test.each([
    [null, '–'],
    [0, '0 h'],
    [60_000, '<0.1 h'],
    [180_000, '0.1 h'],
    [44_640_000, '12.4 h'],
    [359_820_000, '100 h'],
    [4_464_000_000, '1,240 h'],
    [-5_400_000, '−1.5 h'],
    [-108_000, '−0.03 h'],
  ])('%s → %s', (ms, text) => expect(formatHours(ms)).toBe(text));
});

test('hours on either side of 0 are told in the same digits, and no sign stands before nothing', () => {
  const few = [-5_400_000, -360_000, -341_000, -18_000, -17_999, 0, 17_999, 108_000, 342_000];
  expect(few.map(formatHoursMore)).toEqual([
    ...['−1.5 h', '−0.1 h', '−0.09 h', '−0.01 h', '0 h', '0 h', '0 h'],
    ...['+0.03 h', '+0.1 h'],
  ]);
  expect([108_000, 44_640_000].map(formatSmallHours)).toEqual(['0.03 h', '12.4 h']);
});

describe('formatMoney', () => {
  test.each([
    [930.4, 'EUR', '€\u00a0930'],
    [12_400, 'CHF', 'CHF\u00a012,400'],
    [1.35, 'EUR', '€\u00a01.35'],
    [0, 'USD', '$\u00a00'],
    [-25, 'GBP', '−£\u00a025'],
    [-0.004, 'GBP', '£\u00a00.00'],
    [9.999, 'EUR', '€\u00a010'],
    [3, 'JPY', '¥\u00a03'],
    [null, 'EUR', '–'],
  ])('%s %s → %s', (amount, currency, text) => expect(formatMoney(amount, currency)).toBe(text));
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

test('formatRange names what both days share once', () => {
  expect(formatRange('2026-03-02', '2026-03-29')).toBe('2 – 29 Mar 2026');
  expect(formatRange('2026-03-30', '2026-04-05')).toBe('30 Mar – 5 Apr 2026');
  expect(formatRange('2025-12-29', '2026-01-04')).toBe('29 Dec 2025 – 4 Jan 2026');
  expect(formatRange('2026-03-02', '2026-03-02')).toBe('2 Mar 2026');
});

test('formatClockOffset tells the direction, and seconds as long as they say something', () => {
  expect([50, -3, 3900, -1_772_600_000].map(formatClockOffset)).toEqual([
    '50 s ahead',
    '3 s behind',
    '1h 05m ahead',
    '20,516 days behind',
  ]);
});

test('formatAge counts days where hours say little', () => {
  expect([formatAge(90_000), formatAge(47 * 3_600_000), formatAge(1318 * 3_600_000)]).toEqual([
    '1m 30s',
    '47h 00m',
    '54 days',
  ]);
});

test('formatInstant tells the time of the zone', () => {
  expect(formatInstant('2026-03-02T23:05:59Z', 'Europe/Berlin')).toBe('3 Mar, 00:05');
  expect(formatInstant('2026-12-31T12:00:00Z', 'UTC')).toBe('31 Dec, 12:00');
  expect(formatInstant('2026-12-31T23:30:00Z', 'Europe/Berlin', true)).toBe('1 Jan 2027, 00:30');
});
