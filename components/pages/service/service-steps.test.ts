import { expect, test } from 'vitest';
import type { MetricRows } from '@/lib/metrics/query';
import { isWorthARow, serviceSteps } from './service-steps';

type Step = MetricRows['steps'];

const HOUR_MS = 3_600_000;

function step(name: string, lostMs: number, rest: Partial<Step> = {}): Step {
  return {
    ...{ service: 'api', team: 'acme', repository: 'acme/api', pipeline: 'default', step: name },
    ...{ n: 10, p50Ms: 1, p75Ms: 1, p90Ms: 1, p95Ms: 1, nBefore: 10, p50BeforeMs: 1, p90BeforeMs: 1 },
    ...{ totalMs: 10, failedRatio: 0, onPathRatio: 1, exclusiveP50Ms: 1, lostMs, lostBeforeMs: 0 },
    ...rest,
  };
}

const NOTHING = { buckets: [], rows: [] };

test('all rows add up to the hours of the service', () => {
  const rows = serviceSteps([step('test', 5 * HOUR_MS), step('push', HOUR_MS)], NOTHING, 9 * HOUR_MS);
  expect(rows.map(({ name, lostMs }) => [name, lostMs / HOUR_MS])).toEqual([
    ['test', 5],
    ['push', 1],
    ['no step', 3],
  ]);
  expect(serviceSteps([step('test', HOUR_MS)], NOTHING, HOUR_MS)).toHaveLength(1);
});

test('a step says where it is as far as that distinguishes it from others', () => {
  const steps = [step('test', 1), step('test', 1, { pipeline: 'arm64' })];
  expect(serviceSteps(steps, NOTHING, 0).map(({ about }) => about)).toEqual(['default', 'arm64']);
  expect(serviceSteps([step('test', 1)], NOTHING, 0)[0]?.about).toBe('');
});

test('the trend has a gap where nothing ran', () => {
  const durations = {
    buckets: ['2026-03-02', '2026-03-03'],
    rows: [
      {
        ...{ repository: 'acme/api', pipeline: 'default', step: 'test', bucket: '2026-03-03' },
        ...{ n: 1, p25Ms: 7, p50Ms: 7, p75Ms: 7, p90Ms: 7, p95Ms: 7 },
      },
    ],
  };
  expect(serviceSteps([step('test', 1), step('push', 1)], durations, 0).map(row => row.trendMs)).toEqual([
    [null, 7],
    null,
  ]);
});

test('what neither runs nor costs anything has no row', () => {
  const rows = serviceSteps([step('test', HOUR_MS), step('notify', 900, { n: 0 })], NOTHING, 2 * HOUR_MS);
  expect(rows.filter(isWorthARow).map(({ name }) => name)).toEqual(['test', 'no step']);
});
