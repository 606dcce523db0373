import { expect, test } from 'vitest';
import { lackingOf } from './compare';

test('a side says what it has too little of, and nothing where it has enough', () => {
  expect(lackingOf('after', { workingDays: 5, buildCount: 20 })).toBe(
    'the side after has 5 of 7 working days and 20 of 30 builds',
  );
  expect(lackingOf('before', { workingDays: 18, buildCount: 29 })).toBe(
    'the side before has 29 of 30 builds',
  );
  expect(lackingOf('before', { workingDays: 7, buildCount: 30 })).toBe(null);
});
