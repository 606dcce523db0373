import { expect, test } from 'vitest';
import { findTrend } from '@/lib/stats/trend';
import { describeLine } from './find-trend';

const SECONDS = 240;

/** ln(seconds) of 40 days from four minutes on, a few seconds up and down. */
function days(riseADay: number): number[] {
  return Array.from({ length: 40 }, (_, day) =>
    Math.log(SECONDS * (1 + riseADay * day) * (1 + ((day * 7) % 5) / 400)),
  );
}

test('the share of a verdict is that of the two waits that it names', () => {
  for (const [rise, word] of [
    [0.01, 'longer'],
    [-0.01, 'shorter'],
  ] as const) {
    const sentence = describeLine(findTrend(days(rise), 'lower'));
    const [, share = '', m1 = '', s1 = '', m2 = '', s2 = ''] =
      /waits got (\d+)% \w+, from (\d+)m (\d+)s to (\d+)m (\d+)s\.$/.exec(sentence) ?? [];
    expect(sentence).toContain(word);
    const [first, last] = [60 * Number(m1) + Number(s1), 60 * Number(m2) + Number(s2)];
    expect(Math.abs(last / first - 1) * 100).toBeCloseTo(Number(share), -0.5);
    expect(last > first).toBe(rise > 0);
  }
});

test('without a clear change nothing is said of its size', () => {
  expect(describeLine(findTrend(days(0), 'lower'))).toBe('No clear change.');
  expect(describeLine(findTrend(days(0).slice(0, 19), 'lower'))).toBe(
    'Not enough data: 19 working days with builds, 20 are needed.',
  );
});
