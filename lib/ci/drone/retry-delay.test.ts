import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay';

const nowMs = Date.parse('2026-01-05T10:00:00Z');
const delay = (attempt: number, random: number, retryAfter?: string) =>
  retryDelayMs({ attempt, baseMs: 500, retryAfter, nowMs, random });

test('the bound doubles up to 30 s, and the wait is anywhere below it', () => {
  expect([1, 2, 3, 4, 20].map(attempt => delay(attempt, 1))).toEqual([500, 1000, 2000, 4000, 30_000]);
  expect(delay(3, 0.25)).toBe(500);
  expect(delay(3, 0)).toBe(0);
});

test('what the server asks for comes first, up to 5 minutes', () => {
  expect(delay(1, 1, '7')).toBe(7000);
  expect(delay(1, 1, 'Mon, 05 Jan 2026 10:00:42 GMT')).toBe(42_000);
  expect(delay(1, 1, 'Mon, 05 Jan 2026 09:00:00 GMT')).toBe(0);
  expect(delay(1, 1, '86400')).toBe(300_000);
});

test('what cannot be read is no wish', () => expect(delay(1, 1, 'soon')).toBe(500));
