import { expect, test } from 'vitest';
import { nameSteps, stackSteps } from './step-series';

const total = (step: string, totalMs: number, pipeline = 'default') => ({
  pipeline,
  step,
  n: 1,
  p50Ms: totalMs,
  p90Ms: totalMs,
  totalMs,
  previousN: 0,
  previousP50Ms: null,
});
const median = (step: string, bucket: string, p50Ms: number) => ({
  pipeline: 'default',
  step,
  bucket,
  n: 1,
  p25Ms: p50Ms,
  p50Ms,
  p75Ms: p50Ms,
  p90Ms: p50Ms,
});

test('the seven longest steps have colours, in the order of the pipeline', () => {
  const steps = nameSteps('abcdefghi'.split('').map((step, index) => total(step, index)));
  expect(steps.map(step => step.color)).toEqual([
    'var(--step-other)',
    'var(--step-other)',
    ...[1, 2, 3, 4, 5, 6, 7].map(n => `var(--step-${n})`),
  ]);
});

test('a pipeline is named only where there are several', () => {
  expect(nameSteps([total('test', 1)]).map(step => step.label)).toEqual(['test']);
  expect(nameSteps([total('test', 1), total('test', 1, 'arm64')]).map(step => step.label)).toEqual([
    'default / test',
    'arm64 / test',
  ]);
});

test('shorter steps are added up, and where none of them ran there is a gap', () => {
  const steps = nameSteps('abcdefghi'.split('').map((step, index) => total(step, index)));
  const rows = [median('a', '2026-03-02', 5), median('b', '2026-03-02', 7), median('c', '2026-03-03', 9)];
  const series = stackSteps(['2026-03-02', '2026-03-03'], rows, steps);
  expect(series.at(-1)).toMatchObject({ label: '2 shorter steps', values: [12, null] });
  expect(series[0]).toMatchObject({ label: 'c', values: [null, 9] });
});
