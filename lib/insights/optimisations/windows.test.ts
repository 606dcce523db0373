import { describe, expect, test } from 'vitest';
import { leavingNoDays, windowsOf } from './windows';

const TODAY = '2026-06-01';
const own = { id: 1, title: 'own', day: '2026-04-15' };
const other = (day: string, id = 2) => ({ id, title: `of ${day}`, day });

describe('windows of an optimisation', () => {
  test('are four weeks on either side, without its day', () => {
    expect(windowsOf(own, [own], TODAY)).toEqual({
      before: { from: '2026-03-18', until: '2026-04-15' },
      after: { from: '2026-04-16', until: '2026-05-14' },
      isComplete: true,
      cutBy: [],
    });
  });

  test('end at the nearest others on both sides', () => {
    const others = [
      other('2026-04-01', 2),
      other('2026-04-08', 3),
      other('2026-05-01', 4),
      other('2026-04-20', 5),
    ];
    const { before, after, cutBy } = windowsOf(own, others, TODAY);
    expect([before.from, after.until]).toEqual(['2026-04-09', '2026-04-20']);
    expect(cutBy.map(({ id }) => id)).toEqual([2, 3, 5, 4]);
  });

  test.each([
    ['the day before', '2026-04-14'],
    ['the day after', '2026-04-16'],
  ])('one of %s leaves no days there, for good', (_, day) => {
    const windows = windowsOf(own, [other(day), other('2026-04-02', 3)], '2026-04-16');
    expect(leavingNoDays(own, windows)).toEqual([other(day)]);
  });

  test.each(['2026-04-13', '2026-04-17', '2026-04-15'])('one of %s leaves days', day => {
    expect(leavingNoDays(own, windowsOf(own, [other(day)], '2026-04-16'))).toEqual([]);
  });
});
