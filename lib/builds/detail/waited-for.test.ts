import { expect, test } from 'vitest';
import { sampleStage, sampleStep } from '@/tests/world/build-details';
import { waitedFor } from './waited-for';

const UNUSUAL = { n: 0, p50Ms: null, p75Ms: null, p90Ms: null, since: null };
const usually = (p50Ms: number, n = 50) => ({ n, p50Ms, p75Ms: p50Ms, p90Ms: p50Ms, since: null });

function stretch(fromS: number, untilS: number, step: string | null, isQueued = false) {
  return {
    ...{ fromMs: fromS * 1000, untilMs: untilS * 1000, isQueued, isApproval: false },
    ...{ pipeline: 'default', step },
  };
}

const PATH = [
  stretch(0, 20, null, true),
  stretch(20, 25, 'clone'),
  stretch(25, 27, null),
  stretch(27, 127, 'build'),
  stretch(127, 157, 'test'),
  stretch(157, 160, null),
];

const clone = sampleStep({ name: 'clone', runMs: 5000, usual: usually(5000) });
const long = sampleStep({ number: 2, name: 'build', runMs: 100_000, usual: usually(99_000) });
const slow = sampleStep({ number: 3, name: 'test', runMs: 30_000, usual: usually(8000) });

const build = {
  path: PATH,
  stages: [sampleStage({ steps: [clone, long, slow] })],
  queueMs: 20_000,
  usualQueue: usually(5000),
};

test('what added most to the wait comes first, not what took the longest; the parts make up the wait', () => {
  const parts = waitedFor(build) ?? [];
  expect(parts.map(({ kind, step, pathMs, differenceMs }) => [kind, step, pathMs, differenceMs])).toEqual([
    ['step', 3, 30_000, 22_000],
    ['queue', null, 20_000, 15_000],
    ['step', 2, 100_000, 1000],
    ['step', 1, 5000, 0],
    ['between', null, 5000, null],
  ]);
  expect(parts.reduce((sum, { pathMs }) => sum + pathMs, 0)).toBe(160_000);
});

test('a step adds at most what it was on the path for, and nothing where it was cut short or is little known', () => {
  const of = (change: Parameters<typeof sampleStep>[0]) => {
    const step = sampleStep({ ...slow, ...change });
    const parts = waitedFor({ ...build, stages: [sampleStage({ steps: [clone, long, step] })] });
    return parts?.find(part => part.step === 3)?.differenceMs;
  };
  expect(of({ runMs: 90_000 })).toBe(30_000);
  expect(of({ usual: usually(60_000) })).toBe(-30_000);
  expect(of({ usual: usually(60_000), status: 'failure' })).toBeNull();
  expect(of({ usual: usually(8000, 9) })).toBeNull();
  expect(of({ usual: UNUSUAL })).toBeNull();
});

test('steps of the same name in two stages stay apart; the time until an approval is no part', () => {
  const stages = [
    sampleStage({ steps: [clone] }),
    sampleStage({ number: 2, name: 'arm', steps: [sampleStep({ name: 'clone' })] }),
  ];
  const path = [
    { ...stretch(0, 15, null, true), isApproval: true },
    stretch(15, 20, 'clone'),
    { ...stretch(20, 40, 'clone'), pipeline: 'arm' },
  ];
  const parts = waitedFor({ ...build, stages, path });
  expect(parts?.map(({ stage, step, pathMs }) => [stage, step, pathMs])).toEqual([
    [2, 1, 20_000],
    [1, 1, 5000],
  ]);
  expect(waitedFor({ ...build, path: null })).toBeNull();
});

test('a cache that usually hits and did not is named', () => {
  const lost = (hits: number | null, misses: number | null, hitRatio: number, n = 40) => {
    const cache = { kind: 'packages' as const, tool: 'pnpm', hits, misses };
    const caches = [{ ...cache, notLookedUp: 0, failed: 0, unfinished: 0, missMs: null }];
    const step = sampleStep({
      ...slow,
      usualCache: { n, hitRatio, since: null },
      inside: { ...slow.inside, caches },
    });
    const parts = waitedFor({ ...build, stages: [sampleStage({ steps: [step] })] });
    return parts?.find(part => part.step === 3)?.lostCache;
  };
  expect(lost(0, 812, 0.98)).toEqual({ hits: 0, misses: 812, usualHitRatio: 0.98, n: 40 });
  expect(lost(700, 112, 0.98)).toBeNull();
  expect(lost(0, 812, 0.3)).toBeNull();
  expect(lost(0, 812, 0.98, 9)).toBeNull();
  expect(lost(null, null, 0.98)).toBeNull();
});
