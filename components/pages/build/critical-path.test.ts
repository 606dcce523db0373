import { expect, test } from 'vitest';
import type { WaitedFor } from '@/lib/builds/query';
import { sampleStage, sampleStep } from '@/tests/world/build-details';
import { criticalPathParts, firstParts } from './critical-path';
import { compareToUsual, describeDifference } from './describe-build';

const stages = [
  sampleStage({ steps: [sampleStep({ name: 'clone' }), sampleStep({ number: 2, name: 'test' })] }),
];
const part = (pathMs: number, rest: Partial<WaitedFor> = {}): WaitedFor => ({
  ...{ kind: 'step', stage: 1, step: 2, pathMs, tookMs: pathMs },
  ...{ usualMs: null, differenceMs: null, lostCache: null },
  ...rest,
});
const queue = (pathMs: number, rest: Partial<WaitedFor> = {}) =>
  part(pathMs, { kind: 'queue', stage: null, step: null, ...rest });
const partsOf = (...waitedFor: WaitedFor[]) => criticalPathParts({ waitedFor, stages }) ?? [];

const slow = part(100_000, { usualMs: 60_000, differenceMs: 40_000 });
const waiting = queue(20_000, { usualMs: 1000, differenceMs: 19_000 });
const quick = part(5000, { step: 1, usualMs: 5000, differenceMs: 0 });

const wait = {
  waitMs: 125_000,
  usualWait: { n: 84, p50Ms: 66_000, p75Ms: 70_000, p90Ms: 90_000, since: null },
  verdict: 'above-p90' as const,
};

test('parts come with their steps', () => {
  expect(partsOf(slow, waiting, quick).map(({ key, step }) => [key, step?.name])).toEqual([
    ['1.2', 'test'],
    ['queue', undefined],
    ['1.1', 'clone'],
  ]);
  expect(criticalPathParts({ waitedFor: null, stages })).toBeNull();
});

test('few parts are all shown; of many, the rest is one', () => {
  const parts = partsOf(slow, waiting, quick, queue(5000));
  expect(firstParts(parts, 3).others).toBeNull();
  expect(firstParts(parts, 2)).toMatchObject({ shown: [{}, {}], others: { count: 2, ms: 10_000 } });
});

test('what a build took so long for is what added to it', () => {
  expect(describeDifference(wait, partsOf(slow, waiting, quick))).toBe(
    '59s more than usual (p50): test +40s (1m 40s, usually 1m 00s), the queue +19s (20s, usually 1s).',
  );
  const lostCache = { hits: 0, misses: 812, usualHitRatio: 0.98, n: 40 };
  expect(describeDifference(wait, partsOf({ ...slow, lostCache }))).toMatch(
    /usually 1m 00s\)\. In test 0 of 812 were cached, usually 98% \(40 builds\)\.$/,
  );
});

test('what became slower in the days that the usual wait is of is told as that, before what adds to it', () => {
  const knownChange = { id: '1~2026-11-17~step 2', day: '2026-11-17', beforeMs: 42_000, afterMs: 106_000 };
  const since = (rest: object) => [
    sampleStage({ steps: [sampleStep({ name: 'push', knownChange: { ...knownChange, ...rest } })] }),
  ];
  const asUsual = part(106_000, { step: 1, usualMs: 106_000, differenceMs: 0 });
  const say = (rest: object, usualSince: string | null = null) =>
    describeDifference(
      { ...wait, usualWait: { ...wait.usualWait, since: usualSince } },
      criticalPathParts({ waitedFor: [waiting, asUsual], stages: since(rest) }) ?? [],
    );
  expect(say({})).toBe(
    '59s more than usual (p50): push 42s → 1m 46s since 17 Nov, the queue +19s (20s, usually 1s).',
  );
  const longer = { ...asUsual, tookMs: 200_000, differenceMs: 94_000 };
  expect(describeDifference(wait, criticalPathParts({ waitedFor: [longer], stages: since({}) }) ?? [])).toBe(
    '59s more than usual (p50): push 42s → 1m 46s since 17 Nov (here 3m 20s).',
  );
  const queueAlone = '59s more than usual (p50): the queue +19s (20s, usually 1s).';
  expect(say({ beforeMs: 200_000 })).toBe(queueAlone);
  expect(say({}, '2026-11-17')).toBe(queueAlone);
});

test('one that took no longer is said to, and what took most of it', () => {
  const within = { ...wait, waitMs: 66_500, verdict: 'within' as const };
  expect(describeDifference(within, partsOf(part(60_000, { usualMs: 60_000, differenceMs: 0 })))).toBe(
    'Not longer than usual (p50 1m 06s). Mostly test: 1m 00s, 100% of the wait.',
  );
  expect(describeDifference({ ...within, waitMs: 20_000, verdict: null }, partsOf(part(20_000)))).toBe(
    'Mostly test: 20s, 100% of the wait.',
  );
});

test('without enough earlier builds it is what took the longest', () => {
  const few = { ...wait, verdict: 'too-few' as const };
  expect(describeDifference(few, partsOf(queue(90_000), part(10_000)))).toBe(
    'Mostly waiting before anything ran: 1m 30s, 90% of the wait.',
  );
  expect(describeDifference(few, [])).toBeNull();
});

test('against p50: small differences are none', () => {
  const against = (differenceMs: number | null) => compareToUsual({ differenceMs, usualMs: 60_000 });
  expect([against(41_000), against(1500), against(-20_000), against(null)]).toEqual([
    '+41s',
    'as usual',
    '−20s',
    '–',
  ]);
});
