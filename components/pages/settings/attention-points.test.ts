import { describe, expect, test } from 'vitest';
import { attentionPoints, ticksOf } from './attention-points';

const DRAFT = {
  fullAttentionMinutes: '10',
  partialUntilMinutes: '30',
  partialWeight: '25',
  switchAfterMinutes: '3',
  switchCostMinutes: '5',
  maxSwitchesADay: '6',
  capHoursADay: '8',
  stuckAfterHours: '4',
  countApproval: 'no',
  ratePerHour: '75',
  currency: 'EUR',
  runnerRatePerHour: '',
};

describe('attentionPoints', () => {
  test('steps down at A and at C', () => {
    const curve = attentionPoints(DRAFT);
    expect(curve?.untilMinute).toBe(38);
    expect(curve?.points.map(({ minute, share }) => [minute, share])).toEqual([
      [0, 1],
      [10, 1],
      [10, 0.25],
      [30, 0.25],
      [30, 0],
      [38, 0],
    ]);
  });

  test.each([
    ['no number', { fullAttentionMinutes: 'ten' }],
    ['nothing', { partialWeight: '' }],
    ['an end before the beginning', { partialUntilMinutes: '9' }],
    ['more than all attention', { partialWeight: '120' }],
  ])('there is no curve for %s', (_, change) => {
    expect(attentionPoints({ ...DRAFT, ...change })).toBeNull();
  });

  test('fields that the curve does not need may be half written', () => {
    expect(attentionPoints({ ...DRAFT, ratePerHour: '7x', switchCostMinutes: '' })).not.toBeNull();
  });
});

test('ticksOf leaves out words that would run into each other', () => {
  const of = (full: number, until: number) => {
    const curve = attentionPoints({
      ...DRAFT,
      fullAttentionMinutes: String(full),
      partialUntilMinutes: String(until),
    });
    return ticksOf(curve?.points ?? [], curve?.untilMinute ?? 1).map(({ minute }) => minute);
  };
  expect(of(10, 30)).toEqual([10, 30]);
  expect(of(10, 11)).toEqual([10]);
  expect(of(0, 10)).toEqual([10]);
});
