import { expect, test } from 'vitest';
import { rangeAround, rangeOfChange, rangesMeet } from './change-range';

const daily = ['2026-07-13', '2026-07-14', '2026-07-15', '2026-07-16', '2026-07-17'].map(day => ({
  fromDay: day,
  untilDay: day,
}));

test('with builds on each day a change is known to three days before it and after it', () => {
  expect(rangeOfChange(daily, 3)).toEqual({ rangeFrom: '2026-07-13', rangeUntil: '2026-07-19' });
  expect(rangeOfChange(daily, 0)).toEqual({ rangeFrom: '2026-07-10', rangeUntil: '2026-07-16' });
});

test('with few builds it has all days of the two points between which it stands', () => {
  const few = [
    { fromDay: '2026-07-09', untilDay: '2026-07-09' },
    { fromDay: '2026-07-10', untilDay: '2026-07-17' },
    { fromDay: '2026-07-20', untilDay: '2026-07-28' },
  ];
  expect(rangeOfChange(few, 2)).toEqual({ rangeFrom: '2026-07-10', rangeUntil: '2026-07-28' });
});

test('two changes may have been on one day where their ranges have one in common', () => {
  expect(rangesMeet(rangeAround('2026-07-13'), rangeAround('2026-07-19'))).toBe(true);
  expect(rangesMeet(rangeAround('2026-07-13'), rangeAround('2026-07-20'))).toBe(false);
  expect(rangesMeet(rangeAround('2026-07-20'), rangeAround('2026-07-13'))).toBe(false);
});
