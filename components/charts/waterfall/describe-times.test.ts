import { expect, test } from 'vitest';
import { sampleSpan, sampleStep } from '@/tests/world/build-details';
import { describeStep } from './describe-times';

test('a step shows its run, the pulls in it counted once, what is usual, and what it held up', () => {
  const step = sampleStep({
    startMs: 6000,
    runMs: 140_000,
    usual: { n: 84, p50Ms: 120_000, p75Ms: 130_000, p90Ms: 150_000, since: null },
    isOnPath: true,
    exclusiveMs: 40_000,
    inside: {
      ...sampleStep({}).inside,
      spans: [
        sampleSpan({ kind: 'pull', startMs: 0, durationMs: 8000 }),
        sampleSpan({ kind: 'pull', startMs: 5000, durationMs: 5000 }),
      ],
    },
  });
  expect(describeStep(step).map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Began, after the push: 6s',
    'Took: 2m 20s',
    'of it pulling images: 10s',
    'Usually takes (p50): 2m 00s',
    'Nine in ten take up to (p90): 2m 30s',
    'Earlier builds looked at: 84',
    'Without it, the build had ended sooner by: 40s',
  ]);
});

test('what is not known is left out', () => {
  expect(describeStep(sampleStep({ startMs: 0, status: 'failure', exitCode: 2 }))).toEqual([
    { label: 'Began, after the push', value: '0s' },
    { label: 'Exit code', value: '2' },
  ]);
});
