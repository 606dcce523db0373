import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aBrokenBuild, aScript, runScript, type StepScript } from '@/tests/world/build-scripts';
import { naiveEndsSooner } from '@/tests/world/naive-graph';
import type { PathBuild } from './build-plan';
import { BuildPlan, type PathStep } from './build-plan';
import { criticalPath } from './critical-path';
import { exclusiveTimes } from './exclusive-times';

function timesOf(build: PathBuild): number[][] {
  return exclusiveTimes(build, criticalPath(build));
}

function ran(after: number[], runS: number): StepScript {
  return { after, gapS: 0, runS, fate: 'ran' };
}

const stage = { after: [], queueS: 5, setUpS: 1, order: 'graph' as const, tearDownS: 1 };

test('one after the other: each step is all its own', () => {
  const steps = [ran([], 10), ran([], 20), ran([], 30)];
  for (const order of ['serial', 'unknown'] as const) {
    expect(timesOf(runScript([{ ...stage, order, steps }], 0).build)).toEqual([[10, 20, 30]]);
  }
});

test('side by side: only what is longer than the next longest', () => {
  const steps = [ran([], 10), ran([0], 20), ran([0], 50), ran([1, 2], 5)];
  expect(timesOf(runScript([{ ...stage, steps }], 0).build)).toEqual([[10, 0, 30, 5]]);
});

test('so also where an old server does not say that they ran side by side', () => {
  const steps = [
    [0, 10],
    [10, 30],
    [10, 80],
  ].map(([startedS = 0, stoppedS = 0], index): PathStep => {
    return { name: `step ${index}`, startedS, stoppedS, dependsOn: null, detached: false };
  });
  const ci = { name: 'ci', startedS: 0, stoppedS: 80, dependsOn: [], steps };
  expect(timesOf({ createdS: 0, finishedS: 80, stages: [ci] })).toEqual([[10, 0, 50]]);
});

test('two that take the same time have no time of their own', () => {
  expect(timesOf(runScript([{ ...stage, steps: [ran([], 40), ran([], 40)] }], 0).build)).toEqual([[0, 0]]);
});

test('over stages: another branch bounds it', () => {
  const stages = [
    { ...stage, steps: [ran([], 10)] },
    { ...stage, after: [0], steps: [ran([], 60), ran([], 20)] },
    { ...stage, after: [0], steps: [ran([], 33)] },
    { ...stage, after: [1, 2], steps: [ran([], 4)] },
  ];
  expect(timesOf(runScript(stages, 2).build)).toEqual([[10], [27, 0], [0], [4]]);
});

test('what a clock cuts off is not its own', () => {
  const step: PathStep = { name: 'test', startedS: 10, stoppedS: 500, dependsOn: [], detached: false };
  const ci = { name: 'ci', startedS: 5, stoppedS: 500, dependsOn: [], steps: [step] };
  expect(timesOf({ createdS: 0, finishedS: 100, stages: [ci] })).toEqual([[90]]);
});

test('is what the build gains when it runs again without the step', () => {
  fc.assert(
    fc.property(aScript, ({ stages, tailS }) => {
      const { build, endsWithoutS, scriptIndexes } = runScript(stages, tailS);
      const expected = scriptIndexes.map((indexes, of) =>
        indexes.map(index => build.finishedS - endsWithoutS(of, index)),
      );
      expect(timesOf(build)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

test('is whole, never below 0, never more than the step had on the path, whatever the times', () => {
  fc.assert(
    fc.property(aBrokenBuild, build => {
      const path = criticalPath(build);
      const times = exclusiveTimes(build, path);
      expect(times.map(({ length }) => length)).toEqual(build.stages.map(({ steps }) => steps.length));
      for (const [of, steps] of times.entries()) {
        for (const [index, exclusiveS] of steps.entries()) {
          const own = path.filter(stretch => stretch.stage === of && stretch.step === index);
          const onPathS = own.reduce((sum, { fromS, untilS }) => sum + untilS - fromS, 0);
          expect(Number.isInteger(exclusiveS)).toBe(true);
          expect(exclusiveS).toBeGreaterThanOrEqual(0);
          expect(exclusiveS).toBeLessThanOrEqual(onPathS);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('any build: no more than what its end would gain, step by step', () => {
  fc.assert(
    fc.property(aBrokenBuild, build => {
      const path = criticalPath(build);
      const plan = new BuildPlan(build);
      const onPathS = (stage: number, step: number) =>
        path
          .filter(stretch => stretch.stage === stage && stretch.step === step)
          .reduce((sum, { fromS, untilS }) => sum + untilS - fromS, 0);
      const expected = build.stages.map((stage, index) => {
        const node = plan.stages.find(one => one.index === index);
        return stage.steps.map((_, step) => {
          const ownS = onPathS(index, step);
          const steps = node === undefined ? [] : plan.stepsOf(node);
          const { startS = 0, stopS = 0 } = steps.find(one => one.index === step) ?? {};
          const stageSoonerS = naiveEndsSooner(steps, step, stopS - startS);
          return ownS === 0 ? 0 : Math.min(ownS, naiveEndsSooner(plan.stages, index, stageSoonerS));
        });
      });
      expect(exclusiveTimes(build, path)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});
