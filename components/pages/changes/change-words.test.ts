import { expect, test } from 'vitest';
import type { Change } from '@/lib/insights/query';
import { compareLink, likenessOf, whenOf } from './change-words';

const RANGE = { rangeFrom: '2026-11-21', rangeUntil: '2026-11-27' };

test('what was out of the usual on a day is told with that day, however long ago', () => {
  expect(whenOf({ ...RANGE, isAlarm: true, day: '2026-11-24' })).toBe('on Tue 24 Nov');
  expect(whenOf({ ...RANGE, isAlarm: false, day: '2026-11-24' })).toBe(
    'since Tue 24 Nov (somewhere in 21 – 27 Nov 2026)',
  );
});

test('a suspect says how it compares with before and since', () => {
  expect(likenessOf({ value: 107_000, likeness: 'first' }, 'ms')).toEqual([
    'the first as it is since: 1m 47s',
  ]);
  expect(likenessOf({ value: 0.99, likeness: 'before' }, 'ratio')).toEqual(['as before: 99% cached']);
  expect(likenessOf({ value: null, likeness: null }, 'ms')).toEqual([]);
});

test('before and after meet at the day that was found, and end before today', () => {
  const change: Change = {
    kind: 'step',
    ...{ service: 'shop/web', team: 'shop', services: ['shop/web'], repository: 'shop/web' },
    ...{ pipeline: 'default', step: 'install', cacheKind: null, tool: null, before: 42_000, after: 105_000 },
    hasNamesakes: false,
    ...{ effect: 1.5, isWorse: true, pValue: 1e-9, hoursAWeek: 1, isDrifting: false, label: null },
    ...{ suspectCount: 1, id: '1', day: '2026-11-17', rangeFrom: '2026-11-14', rangeUntil: '2026-11-20' },
    ...{ isAlarm: false, mark: null },
    state: 'new',
  };
  const search = (today: string) => new URLSearchParams(compareLink(change, today).split('?')[1]);
  expect(search('2026-11-29').get('range')).toBe('2026-11-17..2026-11-28');
  expect(search('2026-11-29').get('against')).toBe('2026-10-20..2026-11-16');
  expect(search('2027-02-01').get('range')).toBe('2026-11-17..2026-12-14');
});
