import { expect, test } from 'vitest';
import { parseDuration } from './parse-duration';

test.each([
  ['6m 30s', 390],
  ['6m30s', 390],
  ['6 min', 360],
  ['390s', 390],
  ['6:30', 390],
  ['1:05:00', 3900],
  ['1h 5m', 3900],
  ['1h 05m', 3900],
  [' 90 S ', 90],
  ['0s', 0],
  ['390', null],
  ['', null],
  ['soon', null],
  ['-5m', null],
  ['5m 3x', null],
])('%s → %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));
