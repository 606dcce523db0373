import { expect, test } from 'vitest';
import { nameSteps, namesakes, stackSteps, stepLabels } from './step-series';

const total = (step: string, totalMs: number, pipeline = 'default', repository = 'acme/api') => ({
  repository,
  pipeline,
  step,
  totalMs,
});
const median = (step: string, bucket: string, p50Ms: number) => ({
  repository: 'acme/api',
  pipeline: 'default',
  step,
  bucket,
  p50Ms,
});

test('the seven longest steps have colours, in the order in which they stand', () => {
  const steps = nameSteps('abcdefghi'.split('').map((step, index) => total(step, index)));
  expect(steps.map(step => step.color)).toEqual([
    'var(--step-other)',
    'var(--step-other)',
    ...[1, 2, 3, 4, 5, 6, 7].map(n => `var(--step-${n})`),
  ]);
});

test('pipeline and repository are named only where there are several', () => {
  expect(stepLabels([total('test', 1)])).toEqual(['test']);
  expect(stepLabels([total('test', 1), total('test', 1, 'arm64')])).toEqual([
    'default / test',
    'arm64 / test',
  ]);
  expect(stepLabels([total('test', 1), total('test', 1, 'default', 'acme/web')])).toEqual([
    'acme/api / test',
    'acme/web / test',
  ]);
});

test('of steps that only their pipeline tells apart it is named', () => {
  const [one, twin] = [total('test', 1), total('test', 2, 'arm64')];
  const others = [total('lint', 1, 'arm64'), total('test', 1, 'default', 'acme/web')];
  expect([...namesakes([one, ...others, twin])]).toEqual([one, twin]);
});

test('steps of the same name in two repositories are two', () => {
  const twins = [total('test', 1), total('test', 1, 'default', 'acme/web')];
  expect(new Set(nameSteps(twins).map(step => step.key)).size).toBe(2);
});

test('shorter steps are added up, and where none of them ran there is a gap', () => {
  const steps = nameSteps('abcdefghi'.split('').map((step, index) => total(step, index)));
  const rows = [median('a', '2026-03-02', 5), median('b', '2026-03-02', 7), median('c', '2026-03-03', 9)];
  const series = stackSteps(['2026-03-02', '2026-03-03'], rows, steps);
  expect(series.at(-1)).toMatchObject({ key: '', label: '2 shorter steps', values: [12, null] });
  expect(series[0]).toMatchObject({ label: 'c', values: [null, 9] });
});

test('a single shorter step keeps its name and leads to its page', () => {
  const steps = nameSteps('abcdefgh'.split('').map((step, index) => total(step, index)));
  expect(stackSteps([], [], steps).at(-1)).toMatchObject({ key: 'acme/api\ndefault\na', label: 'a' });
});
