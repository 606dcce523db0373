import { expect, test } from 'vitest';
import { commonScale, sparklinePaths } from './sparkline-paths';

test('a gap is no line but a join, a lone value can be seen', () => {
  const { lines, joins, last } = sparklinePaths([null, 10, 20, null, 15, null], 128, 26);
  expect(lines).toEqual(['27.4,23 51.8,3', '100.6,13 101.6,13']);
  expect(joins).toEqual(['51.8,3 100.6,13']);
  expect(last).toEqual({ x: 100.6, y: 13 });
  expect(sparklinePaths([10, 20, 15], 106, 26).joins).toEqual([]);
});

test('a small difference looks small', () => {
  const { lines } = sparklinePaths([100, 101], 106, 26);
  const [from = 0, to = 0] = (lines[0] ?? '').split(' ').map(point => Number(point.split(',')[1]));
  expect(Math.abs(from - to)).toBeLessThan(2);
});

test('nothing known, nothing drawn', () => {
  expect(sparklinePaths([null, null], 96, 24)).toEqual({ lines: [], joins: [], last: null });
  expect(sparklinePaths([0, 0], 96, 24).lines).toHaveLength(1);
});

test('on a common scale, the same height is the same ratio', () => {
  const scale = commonScale([[10, null], null, [1000, 0]]);
  expect(scale).toEqual({ least: 10, most: 1000 });
  expect(sparklinePaths([10, 100, 1000], 106, 26, scale).lines).toEqual(['3,23 53,13 103,3']);
  expect(sparklinePaths([0, 10], 106, 26, scale).lines).toEqual(['3,23 103,23']);
  expect(commonScale([[null], [0]])).toBeNull();
});
