import { expect, test } from 'vitest';
import { sampleBuild, sampleSpan, sampleStage, sampleStep } from '@/tests/world/build-details';
import { layOutSpan, layOutStage, layOutStep } from './lay-out-waterfall';

const window = { fromMs: 0, untilMs: 100_000 };

function looks(bars: ReadonlyArray<{ look: string; from: number; width: number }>) {
  return bars.map(({ look, from, width }) => [look, round(from), round(width)]);
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}

test('a stage waits for others, then in the queue, then runs', () => {
  const stage = sampleStage({
    startMs: 50_000,
    stopMs: 90_000,
    queueMs: 10_000,
    dependencyMs: 40_000,
    steps: [sampleStep({})],
  });
  expect(looks(layOutStage(sampleBuild({ stages: [stage] }), stage, window).bars)).toEqual([
    ['waits-for-stages', 0, 0.4],
    ['queue', 0.4, 0.1],
    ['run', 0.5, 0.4],
  ]);
});

test('a stage that has not started waits up to now', () => {
  const first = sampleStage({ name: 'first', startMs: 0, stopMs: 60_000 });
  const pending = sampleStage({ name: 'second', status: 'pending', dependsOn: ['first'] });
  const build = sampleBuild({ stages: [first, pending] });
  expect(looks(layOutStage(build, pending, window).bars)).toEqual([
    ['waits-for-stages', 0, 0.6],
    ['queue', 0.6, 0.4],
  ]);
  const waiting = sampleStage({ status: 'waiting_on_dependencies' });
  expect(looks(layOutStage(build, waiting, window).bars)).toEqual([['waits-for-stages', 0, 1]]);
});

test('a step that runs lasts until now; one that was skipped, or is to come, has no bar', () => {
  const build = sampleBuild({});
  const stage = sampleStage({});
  const running = sampleStep({ status: 'running', startMs: 40_000 });
  expect(looks(layOutStep(build, stage, running, window).bars)).toEqual([['running', 0.4, 0.6]]);
  for (const status of ['skipped', 'pending'] as const) {
    expect(layOutStep(build, stage, sampleStep({ status }), window)).toMatchObject({
      bars: [],
      hidden: null,
    });
  }
});

test('a step that started after now, by the clock of its runner, has no length, not a negative one', () => {
  const step = sampleStep({ status: 'running', startMs: 100_000 });
  const { bars } = layOutStep(sampleBuild({ elapsedMs: 90_000 }), sampleStage({}), step, window);
  expect(looks(bars)).toEqual([['running', 1, 0]]);
});

test('a step that took no time has a place without length', () => {
  const step = sampleStep({ startMs: 30_000, stopMs: 30_000 });
  expect(looks(layOutStep(sampleBuild({}), sampleStage({}), step, window).bars)).toEqual([['run', 0.3, 0]]);
});

test('pulls lie on the run of their step, and never beyond it', () => {
  const pull = sampleSpan({ kind: 'pull', startMs: 2000, durationMs: 900_000 });
  const step = sampleStep({
    status: 'failure',
    startMs: 10_000,
    stopMs: 20_000,
    inside: {
      ...sampleStep({}).inside,
      spans: [pull, sampleSpan({ kind: 'pull', startMs: null })],
    },
  });
  expect(looks(layOutStep(sampleBuild({}), sampleStage({}), step, window).bars)).toEqual([
    ['failed', 0.1, 0.1],
    ['pull', 0.12, 0.08],
  ]);
});

test('usual ends stand where the step would have ended; those outside of the window are left out', () => {
  const usual = { n: 40, p50Ms: 20_000, p75Ms: 30_000, p90Ms: 95_000, since: null };
  const step = sampleStep({ startMs: 10_000, stopMs: 20_000, usual });
  const row = layOutStep(sampleBuild({}), sampleStage({}), step, window);
  expect(row.usual).toMatchObject({ p50: 0.3, p90: null, between: { from: 0.3, isCutAfter: true } });
});

test('the critical path is told apart by step and by stage', () => {
  const path = [
    { fromMs: 0, untilMs: 25_000, isQueued: true, isApproval: false, pipeline: 'default', step: null },
    {
      fromMs: 25_000,
      untilMs: 50_000,
      isQueued: false,
      isApproval: false,
      pipeline: 'default',
      step: 'test',
    },
    { fromMs: 50_000, untilMs: 75_000, isQueued: false, isApproval: false, pipeline: 'other', step: 'test' },
  ];
  const build = sampleBuild({ path });
  const stage = sampleStage({ startMs: 10_000, stopMs: 40_000 });
  const step = sampleStep({ startMs: 10_000, stopMs: 40_000 });
  expect(layOutStage(build, stage, window).path).toMatchObject([{ from: 0, width: 0.25 }]);
  expect(layOutStep(build, stage, step, window).path).toMatchObject([{ from: 0.25, width: 0.25 }]);
});

test('a row that lies outside of the window says on which side', () => {
  const build = sampleBuild({});
  const step = sampleStep({ startMs: 10_000, stopMs: 20_000 });
  const of = (fromMs: number, untilMs: number) =>
    layOutStep(build, sampleStage({}), step, { fromMs, untilMs }).hidden;
  expect([of(30_000, 60_000), of(0, 5000), of(15_000, 60_000)]).toEqual(['before', 'after', null]);
});

test('a layer that was cached looks like none that was built', () => {
  const step = sampleStep({ startMs: 10_000, stopMs: 90_000 });
  const look = (facts: Parameters<typeof sampleSpan>[0]) =>
    looks(layOutSpan(step, sampleSpan(facts), window).bars);
  expect(look({ startMs: 5000, durationMs: 10_000, cache: 'hit' })).toEqual([['cached', 0.15, 0.1]]);
  expect(look({ startMs: 5000, durationMs: 10_000, cache: 'miss' })).toEqual([['missed', 0.15, 0.1]]);
  expect(look({ durationMs: null })).toEqual([]);
});
