import { expect, test } from 'vitest';
import { buildParts } from '@/lib/builds/query';
import { sampleSpan, sampleStage, sampleStep } from '@/tests/world/build-details';

test('a build as lines: each stage, its steps, and their commands', () => {
  const inside = {
    ...sampleStep({}).inside,
    spans: [sampleSpan({ kind: 'layer', startMs: 2000, cache: 'hit' })],
  };
  const usual = { n: 12, p50Ms: 5000, p75Ms: 6000, p90Ms: 7000, since: null };
  const step = sampleStep({ name: 'publish', startMs: 10_000, runMs: 8000, usual, isOnPath: true, inside });
  const parts = buildParts({
    stages: [sampleStage({ startMs: 9000, runMs: 9000, queueMs: 500, steps: [step] })],
  });
  expect(parts.map(({ kind, name, startMs, tookMs, cache }) => [kind, name, startMs, tookMs, cache])).toEqual(
    [
      ['stage', 'default', 9000, 9000, null],
      ['step', 'publish', 10_000, 8000, null],
      ['layer', 'make', 12_000, 1000, 'hit'],
    ],
  );
  expect(parts[1]).toMatchObject({ usualP50Ms: 5000, usualP90Ms: 7000, usualBuilds: 12, isOnPath: true });
  const [columns] = [...new Set(parts.map(part => Object.keys(part).join(',')))];
  expect(parts.every(part => Object.keys(part).join(',') === columns)).toBe(true);
});

test('inside a step whose start is not known, nothing has a time of its own', () => {
  const inside = { ...sampleStep({}).inside, spans: [sampleSpan({ startMs: 2000 })] };
  const parts = buildParts({ stages: [sampleStage({ steps: [sampleStep({ inside })] })] });
  expect(parts[2]).toMatchObject({ startMs: null, tookMs: 1000 });
});
