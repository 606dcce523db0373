import { expect, test } from 'vitest';
import { binName, type DistributionBin, edgeNames, placeOf } from './distribution-axis';

const S = 1000;
const band = (fromS: number, untilS: number, holds: DistributionBin['holds'] = null): DistributionBin => ({
  ...{ fromMs: fromS * S, untilMs: untilS * S, n: 1, holds },
});
const even = (fromS: number, widthS: number, count: number) =>
  Array.from({ length: count }, (_, i) => band(fromS + i * widthS, fromS + (i + 1) * widthS));
const texts = (bins: readonly DistributionBin[]) => edgeNames(bins).map(({ text }) => text);

test('the roundest edges are named, a few of them', () => {
  expect(texts(even(35, 5, 14))).toEqual(['45s', '1m', '1m 15s', '1m 30s', '1m 45s']);
  expect(texts(even(0, 1, 6))).toEqual(['0s', '2s', '4s', '6s']);
  expect(edgeNames(even(40, 1, 10)).map(({ place }) => place)).toEqual([0, 2, 4, 6, 8, 10]);
});

test('open ends are named, and nothing that would touch their names', () => {
  const bins = [band(1, 40, 'shorter'), ...even(40, 5, 14), band(110, 3601, 'longer')];
  expect(texts(bins)).toEqual(['<40s', '1m', '1m 15s', '1m 30s', '≥1m 50s']);
});

test('beyond an hour seconds are told where edges would read alike', () => {
  expect(texts(even(3600, 2, 12))).toEqual(['1h 00m 00s', '1h 00m 10s', '1h 00m 20s']);
  expect(binName(band(3600, 3602))).toBe('1h 00m 00s to 1h 00m 01s');
  expect(binName(band(3600, 5400))).toBe('1h 00m to 1h 30m');
});

test('bands that grow are named in turn', () => {
  const edges = [2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120];
  const growing = edges.slice(1).map((untilS, i) => band(edges[i] ?? 0, untilS));
  expect(texts(growing)).toEqual(['2s', '5s', '10s', '20s', '45s', '1m 30s']);
});

test('a duration stands within its band, in an open end in the middle', () => {
  const bins = [...even(40, 10, 2), band(60, 3601, 'longer')];
  expect([40, 55, 600, 39].map(s => placeOf(bins, s * S))).toEqual([0.05, 1.55, 2.5, null]);
});

test('a band is called by its first and its last second', () => {
  expect([band(40, 45), band(42, 43), band(60, 3601, 'longer'), band(1, 40, 'shorter')].map(binName)).toEqual(
    ['40s to 44s', '42s', '1m 00s and longer, up to 1h 00m', 'under 40s, from 1s'],
  );
});
