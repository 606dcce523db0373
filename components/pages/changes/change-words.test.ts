import { expect, test } from 'vitest';
import { likenessOf, whenOf } from './change-words';

const RANGE = { rangeFrom: '2026-11-21', rangeUntil: '2026-11-27' };

test('what was out of the usual on a day is told with that day, however long ago', () => {
  expect(whenOf({ ...RANGE, isAlarm: true, day: '2026-11-24' })).toBe('on Tue 24 Nov');
  expect(whenOf({ ...RANGE, isAlarm: false, day: '2026-11-24' })).toBe('between 21 – 27 Nov 2026');
});

test('a suspect says how it compares with before and since', () => {
  expect(likenessOf({ value: 107_000, likeness: 'first' }, 'ms')).toEqual([
    'the first as it is since: 1m 47s',
  ]);
  expect(likenessOf({ value: 0.99, likeness: 'before' }, 'ratio')).toEqual(['as before: 99% cached']);
  expect(likenessOf({ value: null, likeness: null }, 'ms')).toEqual([]);
});
