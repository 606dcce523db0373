import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findChangePoints } from './change-points';
import { hodgesLehmann, hodgesLehmannRatio } from './hodges-lehmann';
import { ascending, harrellDavis, interpolatedQuantile, medianOf } from './quantiles';
import { brunnerMunzel, mannWhitney } from './rank-tests';

const folder = fileURLToPath(new URL('../../tests/fixtures/stats/', import.meta.url));
const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}`, 'utf8'));

const interval = z.tuple([z.number(), z.number()]);
const estimatorCase = z.strictObject({
  name: z.string(),
  before: z.array(z.number()),
  after: z.array(z.number()),
  median_before: z.number(),
  median_after: z.number(),
  p95_before_type7: z.number(),
  p95_after_type7: z.number(),
  hd_median_before: z.number(),
  hd_median_after: z.number(),
  hd_p90_before: z.number(),
  hd_p90_after: z.number(),
  hl_shift: z.number(),
  hl_ratio: z.number(),
  ci_k: z.int(),
  hl_shift_ci95: interval,
  hl_ratio_ci95: interval,
  mw_U_before: z.number(),
  mw_p_asymptotic_cc: z.number(),
  mw_p_exact: z.number().nullable(),
  prob_after_less_than_before: z.number(),
  cliffs_delta: z.number(),
  brunner_munzel_stat: z.number().nullable(),
  brunner_munzel_p: z.number().nullable(),
});
const changePointCase = z.strictObject({
  name: z.string(),
  source: z.string(),
  n: z.int(),
  truth: z.unknown(),
  params: z.strictObject({ window_len: z.int(), max_pvalue: z.number(), min_magnitude: z.number() }),
  change_points: z.array(
    z.strictObject({
      index: z.int(),
      pvalue: z.number(),
      mean_before: z.number(),
      mean_after: z.number(),
      std_before: z.number(),
      std_after: z.number(),
    }),
  ),
});
const { cases } = z.object({ cases: z.array(estimatorCase) }).parse(read('estimators.json'));
const { series, results } = z
  .object({ series: z.record(z.string(), z.array(z.number())), results: z.array(changePointCase) })
  .parse(read('change-points.json'));

/** As many digits as arithmetic in another order leaves. */
const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 9));

describe.each(cases)('scipy: $name', ({ name: _, before, after, ...expected }) => {
  test('quantiles', () => {
    const [x, y] = [ascending(before), ascending(after)];
    expect({
      median_before: medianOf(x),
      median_after: medianOf(y),
      p95_before_type7: interpolatedQuantile(x, 0.95),
      p95_after_type7: interpolatedQuantile(y, 0.95),
      hd_median_before: harrellDavis(x, 0.5),
      hd_median_after: harrellDavis(y, 0.5),
      hd_p90_before: harrellDavis(x, 0.9),
      hd_p90_after: harrellDavis(y, 0.9),
    }).toEqual({
      median_before: close(expected.median_before),
      median_after: close(expected.median_after),
      p95_before_type7: close(expected.p95_before_type7),
      p95_after_type7: close(expected.p95_after_type7),
      hd_median_before: close(expected.hd_median_before),
      hd_median_after: close(expected.hd_median_after),
      hd_p90_before: close(expected.hd_p90_before),
      hd_p90_after: close(expected.hd_p90_after),
    });
  });

  test('Hodges–Lehmann', () => {
    const shift = hodgesLehmann(before, after);
    const ratio = hodgesLehmannRatio(before, after);
    expect([shift.k, ratio.k]).toEqual([expected.ci_k, expected.ci_k]);
    expect([shift.shift, shift.interval.low, shift.interval.high]).toEqual(
      [expected.hl_shift, ...expected.hl_shift_ci95].map(close),
    );
    expect([ratio.ratio, ratio.interval.low, ratio.interval.high]).toEqual(
      [expected.hl_ratio, ...expected.hl_ratio_ci95].map(close),
    );
  });

  test('tests by ranks', () => {
    expect(mannWhitney(before, after)).toEqual({
      u: expected.mw_U_before,
      asymptoticP: close(expected.mw_p_asymptotic_cc),
      exactP: close(expected.mw_p_exact),
      afterIsLess: close(expected.prob_after_less_than_before),
      cliffsDelta: close(expected.cliffs_delta),
    });
    const brunner = brunnerMunzel(before, after);
    expect([brunner?.statistic ?? null, brunner?.pValue ?? null]).toEqual(
      [expected.brunner_munzel_stat, expected.brunner_munzel_p].map(close),
    );
  });
});

describe('Apache Otava', () => {
  test.each(results)('$name, window $params.window_len, p $params.max_pvalue, $params.min_magnitude', one => {
    const { window_len: window, max_pvalue: maxP, min_magnitude: minMagnitude } = one.params;
    const values = series[one.name] ?? [];
    expect(values).toHaveLength(one.n);
    const { points } = findChangePoints(values, { window, maxP, minMagnitude });
    expect(points.map(({ index }) => index)).toEqual(one.change_points.map(({ index }) => index));
    for (const [i, point] of points.entries()) {
      const golden = one.change_points[i];
      const pairs = [
        [point.pValue, golden?.pvalue],
        [point.meanBefore, golden?.mean_before],
        [point.meanAfter, golden?.mean_after],
        [point.stdBefore, golden?.std_before],
        [point.stdAfter, golden?.std_after],
      ];
      // p-values of 1e-52 are compared in their digits, not in their distance.
      for (const [value, known] of pairs) expect((value ?? 0) / (known ?? 0)).toBeCloseTo(1, 9);
    }
  });
});
