import { expect, test } from 'vitest';
import { whenOf } from './change-words';

const RANGE = { rangeFrom: '2026-11-21', rangeUntil: '2026-11-27' };

test('what was out of the usual on a day is told with that day, however long ago', () => {
  expect(whenOf({ ...RANGE, isAlarm: true, day: '2026-11-24' })).toBe('on Tue 24 Nov');
  expect(whenOf({ ...RANGE, isAlarm: false, day: '2026-11-24' })).toBe('between 21 – 27 Nov 2026');
});
