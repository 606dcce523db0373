import { expect, test } from 'vitest';
import { sampleStage, sampleStep } from '@/tests/world/build-details';
import { criticalPathParts, firstParts } from './critical-path';
import { compareToUsual, describeLongest } from './describe-build';

const usual = { n: 50, p50Ms: 60_000, p75Ms: 70_000, p90Ms: 90_000 };
const stages = [
  sampleStage({
    name: 'default',
    steps: [
      sampleStep({ name: 'clone' }),
      sampleStep({ number: 2, name: 'test', runMs: 100_000, usual, verdict: 'above-p90' }),
    ],
  }),
];

function stretch(fromS: number, untilS: number, step: string | null, isQueued = false) {
  return {
    fromMs: fromS * 1000,
    untilMs: untilS * 1000,
    isQueued,
    isApproval: false,
    pipeline: 'default',
    step,
  };
}

const path = [
  stretch(0, 20, null, true),
  stretch(20, 25, 'clone'),
  stretch(25, 27, null),
  stretch(27, 127, 'test'),
  stretch(127, 130, null),
];

test('the parts of a path are added up, the longest first, and make up the whole wait', () => {
  const parts = criticalPathParts({ path, stages }) ?? [];
  expect(parts.map(({ kind, step, ms }) => [step?.name ?? kind, ms])).toEqual([
    ['test', 100_000],
    ['queue', 20_000],
    ['clone', 5000],
    ['between', 5000],
  ]);
  expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBe(130_000);
});

test('the time until an approval is no part of the wait', () => {
  const approval = { ...stretch(0, 15, null, true), isApproval: true };
  const parts = criticalPathParts({
    path: [approval, stretch(15, 20, null, true), ...path.slice(1)],
    stages,
  });
  expect(parts?.reduce((sum, { ms }) => sum + ms, 0)).toBe(115_000);
});

test('a build that has not ended has no path yet', () => {
  expect(criticalPathParts({ path: null, stages })).toBeNull();
});

test('steps of the same name in two stages stay apart', () => {
  const twice = [...stages, sampleStage({ number: 2, name: 'arm', steps: [sampleStep({ name: 'test' })] })];
  const both = [stretch(0, 10, 'test'), { ...stretch(10, 30, 'test'), pipeline: 'arm' }];
  expect(criticalPathParts({ path: both, stages: twice })?.map(({ key }) => key)).toEqual(['2.1', '1.2']);
});

test('few parts are all shown; of many, the rest is one', () => {
  const parts = criticalPathParts({ path, stages }) ?? [];
  expect(firstParts(parts, 3).others).toBeNull();
  expect(firstParts(parts, 2)).toMatchObject({ shown: [{}, {}], others: { count: 2, ms: 10_000 } });
});

test('the longest is told with its share and against what is usual', () => {
  expect(describeLongest(criticalPathParts({ path, stages }) ?? [])).toBe(
    'Mostly test: 1m 40s, 77% of the wait, slower than usual; usually 1m 00s (p50) to 1m 30s (p90).',
  );
  const queued = criticalPathParts({ path: [stretch(0, 90, null, true), stretch(90, 100, 'test')], stages });
  expect(describeLongest(queued ?? [])).toBe('Mostly waiting before anything ran: 1m 30s, 90% of the wait.');
  expect(describeLongest([])).toBeNull();
});

test('against p50: small differences are none, a cut run below it says nothing', () => {
  const against = (runMs: number | null, status: 'success' | 'killed' = 'success') =>
    compareToUsual({ runMs, usual, status });
  expect([against(101_000), against(61_500), against(40_000), against(null)]).toEqual([
    '+41s',
    'as usual',
    '−20s',
    '–',
  ]);
  expect([against(40_000, 'killed'), against(101_000, 'killed')]).toEqual(['–', '+41s']);
});
