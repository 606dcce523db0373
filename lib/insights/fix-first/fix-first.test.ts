import { describe, expect, test } from 'vitest';
import { dayNumber } from '@/lib/time/days';
import type { Candidate } from './candidate';
import type { Remedy } from './finding';
import { timesSince } from './fix-first';
import { withoutCausedBy } from './lost-caches';

describe('the rate of what began within the weeks that are looked at', () => {
  // Four whole weeks, to Sunday 22 November.
  const days = { from: '2026-10-26', until: '2026-11-23' };
  const since = (day: string, workdays = [1, 2, 3, 4, 5]) => timesSince(days, dayNumber(day), workdays);

  test('is that of its working days, of which a week has five', () => {
    expect(since('2026-11-16')).toBe(4);
    // Thursday and Friday: the days off behind them are no days with less to save.
    expect(since('2026-11-19')).toBe(10);
    expect(since('2026-11-20')).toBe(20);
  });

  test('is that of all weeks where it was there before them, or all the time', () => {
    expect(since('2026-09-01')).toBe(1);
    expect(timesSince(days, undefined, [1, 2, 3, 4, 5])).toBe(1);
  });

  test('is none where no working day has passed since', () => {
    expect(since('2026-11-21')).toBe(1);
    expect(since('2026-11-16', [])).toBe(1);
  });
});

describe('a cache that fell', () => {
  const ofStep = (remedy: Remedy, seriesId: number): Candidate => ({
    key: `${remedy.replaceAll(' ', '-')}.${seriesId}`,
    repoId: 1,
    cut: { kind: 'steps', msBySeries: new Map([[seriesId, 1000]]) },
    finding: {
      ...{
        remedy,
        title: 't',
        advice: 'a',
        service: 's',
        team: 't',
        repository: 'r',
        pipeline: 'p',
        step: 's',
      },
      ...{ nowMs: 1, expectedMs: 1, isWorthIt: true, isSavingKnown: true, pool: null, isPool: false },
      evidence: { runs: 1, p50Ms: 1, onPathRatio: 1, hitRatio: null, missMsARun: null, labels: [] },
    },
  });

  test('is not told again as what follows from it in the same step', () => {
    const all = [
      ofStep('reinstalls packages', 7),
      ofStep('varies widely', 7),
      ofStep('image pulled in full', 7),
      ofStep('varies widely', 17),
    ];
    expect(withoutCausedBy([ofStep('cache fell', 7)], all).map(({ key }) => key)).toEqual([
      'image-pulled-in-full.7',
      'varies-widely.17',
    ]);
    expect(withoutCausedBy([], all)).toEqual(all);
  });
});
