import { describe, expect, test } from 'vitest';
import { settleLogTimes } from './log-times';

const linesAt = (...times: number[]) => times.map((time, pos) => ({ pos, out: 'line\n', time }));
const settle = (stepSeconds: number | null, ...times: number[]) =>
  settleLogTimes(linesAt(...times), stepSeconds).map(({ time }) => time);

describe('times of a log', () => {
  test.each<[string, number | null, number[], Array<number | null>]>([
    ['seconds since the start stay', 90, [0, 30, 90], [0, 30, 90]],
    ['a little beyond the end is the end of the step', 90, [0, 95], [0, 95]],
    ['of a log whose head was cut off', 90, [70, 80], [70, 80]],
    ['unix seconds count from the first line', 100, [1_795_593_610, 1_795_593_640], [0, 30]],
    ['unix milliseconds have no length that fits', 100, [1_795_593_610_000, 1_795_593_700_000], [null, null]],
    ['milliseconds since the start', 90, [0, 30_000, 90_000], [null, null, null]],
    ['a negative time', 90, [-5, 0, 3], [0, 5, 8]],
    ['what is no number at all', 90, [0, Number.NaN, 1e300], [null, null, null]],
    ['a step whose length is not known', null, [0, 4000], [0, 4000]],
    ['a step of 57 years', 1_795_600_869, [0, 1_795_600_000], [null, null]],
    ['one wrong time among many', 90, [...Array(20).keys(), 10 ** 12], [...Array(20).keys(), null]],
    ['no lines', 90, [], []],
  ])('%s', (_, stepSeconds, times, settled) => {
    expect(settle(stepSeconds, ...times)).toEqual(settled);
  });
});
