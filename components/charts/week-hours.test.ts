import { expect, test } from 'vitest';
import { moveInWeek, weekHourName } from './week-hours';

const TUESDAY_10 = 24 + 10;

test.each([
  ['ArrowRight', TUESDAY_10 + 1],
  ['ArrowLeft', TUESDAY_10 - 1],
  ['ArrowUp', 10],
  ['ArrowDown', 48 + 10],
  ['Home', 24],
  ['End', 47],
])('%s moves among days below each other', (key, to) => {
  expect(moveInWeek(TUESDAY_10, key, false)).toBe(to);
});

test.each([
  ['ArrowRight', 48 + 10],
  ['ArrowLeft', 10],
  ['ArrowUp', TUESDAY_10 - 1],
  ['ArrowDown', TUESDAY_10 + 1],
  ['Home', 10],
  ['End', 6 * 24 + 10],
])('%s moves among days beside each other', (key, to) => {
  expect(moveInWeek(TUESDAY_10, key, true)).toBe(to);
});

test('at the edges one stays; other keys do not move', () => {
  expect(moveInWeek(23, 'ArrowRight', false)).toBe(23);
  expect(moveInWeek(0, 'ArrowUp', false)).toBe(0);
  expect(moveInWeek(167, 'ArrowDown', true)).toBe(167);
  expect(moveInWeek(0, 'Enter', false)).toBeNull();
});

test('an hour of the week has a name', () => {
  expect(weekHourName(7, 23)).toBe('Sunday, 23:00 to 24:00');
});
