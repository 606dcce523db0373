import { expect, test } from 'vitest';
import { sampleSpan, sampleStep } from '@/tests/world/build-details';
import { describeCaches, describeGaps, formatSpanCache } from './describe-inside';

const { inside } = sampleStep({});
const cache = {
  kind: 'packages' as const,
  tool: 'pip',
  hits: 3,
  misses: 14,
  notLookedUp: 0,
  failed: 0,
  unfinished: 0,
  missMs: 41_000,
};

test('a cache has its rate and what its misses cost; one that reports nothing has no rate', () => {
  expect(describeCaches({ ...inside, caches: [cache] })).toEqual([
    'packages (pip): 3 of 17 cached, 41s in what was not',
  ]);
  const silent = { ...cache, tool: 'npm', hits: null, misses: null, missMs: null };
  expect(describeCaches({ ...inside, caches: [silent] })).toEqual([
    'packages (npm): the log does not tell what was cached',
  ]);
});

test('why there is nothing inside is a sentence, whatever it was', () => {
  const reason = 'the step printed nothing';
  expect(describeGaps({ ...inside, reason, tailTruncated: true, spansLeftOut: 1200 })).toEqual([
    'The step printed nothing.',
    'The log was too long for the CI server: its end is missing.',
    '1,200 more, each shorter than those shown, are left out.',
  ]);
  expect(describeGaps(inside)).toEqual([]);
});

test('a layer is cached or not, an image is pulled or was there; what the log does not say is left open', () => {
  const words = (['hit', 'miss', 'unknown'] as const).map(hit => [
    formatSpanCache(sampleSpan({ kind: 'layer', cache: hit })),
    formatSpanCache(sampleSpan({ kind: 'pull', cache: hit })),
  ]);
  expect(words).toEqual([
    ['cached', 'was there already'],
    ['not cached', 'pulled anew'],
    ['', ''],
  ]);
});
