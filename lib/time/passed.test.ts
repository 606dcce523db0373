import { expect, test } from 'vitest';
import { passedMs } from './passed';

const NOW = new Date('2026-03-02T09:00:00Z');

test.each<[string, Date | null, number]>([
  ['a minute ago', new Date(NOW.getTime() - 60_000), 60_000],
  ['now', NOW, 0],
  ['never', null, Number.POSITIVE_INFINITY],
  [
    'in a year, by a clock that was put back since',
    new Date('2027-03-02T09:00:00Z'),
    Number.POSITIVE_INFINITY,
  ],
])('%s', (_, at, passed) => {
  expect(passedMs(at, NOW)).toBe(passed);
});
