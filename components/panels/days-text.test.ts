import { describe, expect, test } from 'vitest';
import { comparedDaysText } from './days-text';

const weeks = {
  days: { from: '2026-10-26', until: '2026-11-23' },
  previousDays: { from: '2026-09-28', until: '2026-10-26' },
};

describe('comparedDaysText', () => {
  test('names both ranges', () => {
    expect(comparedDaysText({ ...weeks, today: '2026-11-23' })).toBe(
      '26 Oct – 22 Nov 2026 against 28 Sep – 25 Oct 2026',
    );
  });

  test.each(['2026-11-22', '2026-10-26'])('says that %s, which the range holds, is not over', today => {
    expect(comparedDaysText({ ...weeks, today })).toMatch(/^26 Oct .*; \d+ \w+ is not over yet$/);
  });

  test('says nothing of a day before the range', () => {
    expect(comparedDaysText({ ...weeks, today: '2026-10-25' })).not.toContain('over');
  });
});
