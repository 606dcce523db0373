import fc from 'fast-check';
import type { PathBuild, PathStage, PathStep } from '@/lib/facts/build-plan';

/** How the steps of a stage wait for each other, and what the server tells of it. */
type Order = 'serial' | 'graph' | 'unknown';

/** A step as it was meant: what it waits for are earlier steps of its stage. */
export interface StepScript {
  /** Indexes; counts in graphs only. */
  after: number[];
  gapS: number;
  runS: number;
  /** Unmet: its conditions were not met, and the server does not store it. */
  fate: 'ran' | 'detached' | 'skipped' | 'unmet';
}

export interface StageScript {
  /** Indexes of earlier stages. */
  after: number[];
  queueS: number;
  setUpS: number;
  order: Order;
  steps: StepScript[];
  tearDownS: number;
}

/** A build as it ran, and when it would have ended without one step's time. */
interface ScriptedBuild {
  build: PathBuild;
  endsWithoutS: (stage: number, step: number) => number;
  /** By stage: script index of each step of the build. */
  scriptIndexes: number[][];
}

const CREATED_S = 1000;

/** Runs stages and steps as a CI server would, second by second, on one clock. */
export function runScript(stages: readonly StageScript[], tailS: number): ScriptedBuild {
  const scriptIndexes = stages.map(({ steps }) =>
    steps.flatMap(({ fate }, index) => (fate === 'unmet' ? [] : [index])),
  );
  const { pathStages, endS } = runStages(stages, null);
  return {
    build: { createdS: CREATED_S, finishedS: endS + tailS, stages: pathStages },
    endsWithoutS: (stage, step) => runStages(stages, { stage, step }).endS + tailS,
    scriptIndexes,
  };
}

function runStages(stages: readonly StageScript[], without: { stage: number; step: number } | null) {
  const pathStages: PathStage[] = [];
  const stops: number[] = [];
  for (const [index, script] of stages.entries()) {
    const startedS = Math.max(CREATED_S, ...script.after.map(other => stops[other] ?? 0)) + script.queueS;
    const gone = without?.stage === index ? without.step : null;
    const { steps, lastS } = runSteps(script, startedS + script.setUpS, gone);
    const stoppedS = lastS + script.tearDownS;
    stops.push(stoppedS);
    const dependsOn = script.after.map(other => `stage ${other}`);
    pathStages.push({ name: `stage ${index}`, startedS, stoppedS, dependsOn, steps });
  }
  return { pathStages, endS: Math.max(CREATED_S, ...stops) };
}

function runSteps({ order, steps }: StageScript, openS: number, gone: number | null) {
  const stored: PathStep[] = [];
  const stops: number[] = [];
  let lastS = openS;
  for (const [index, { after, gapS, runS, fate }] of steps.entries()) {
    const waitsFor = order === 'graph' ? after : index === 0 ? [] : [index - 1];
    const readyS = Math.max(openS, ...waitsFor.map(other => stops[other] ?? 0));
    const runs = fate === 'ran' || fate === 'detached';
    const startedS = runs ? readyS + gapS : readyS;
    const stoppedS = startedS + (fate === 'ran' && index !== gone ? runS : 0);
    stops.push(stoppedS);
    if (fate === 'ran') lastS = Math.max(lastS, stoppedS);
    if (fate === 'unmet') continue;
    stored.push({
      name: `step ${index}`,
      startedS: runs ? startedS : null,
      stoppedS: runs ? stoppedS : null,
      dependsOn: order === 'unknown' ? null : waitsFor.map(other => `step ${other}`),
      detached: fate === 'detached',
    });
  }
  return { steps: stored.map(step => (step.detached ? { ...step, stoppedS: lastS } : step)), lastS };
}

const fewSeconds = fc.integer({ min: 0, max: 4 });
const earlier = (index: number): fc.Arbitrary<number[]> =>
  index === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(index - 1), { maxLength: 3 });
const ORDERS = ['serial', 'graph', 'unknown'] as const;
/** What the server can be read without guessing: it says nothing of what is missing in a graph. */
const FATES = {
  serial: ['ran', 'ran', 'ran', 'detached', 'skipped', 'unmet'],
  graph: ['ran', 'ran', 'ran', 'detached', 'skipped'],
  unknown: ['ran', 'ran', 'unmet'],
} as const;

const aStageScript = (index: number): fc.Arbitrary<StageScript> =>
  fc.constantFrom(...ORDERS).chain(order =>
    fc.record({
      after: earlier(index),
      queueS: fewSeconds,
      setUpS: fewSeconds,
      order: fc.constant(order),
      tearDownS: fewSeconds,
      steps: fc.nat(7).chain(count =>
        fc.tuple(
          ...Array.from(
            { length: count },
            (_, step): fc.Arbitrary<StepScript> =>
              fc.record({
                after: earlier(step),
                gapS: fewSeconds,
                runS: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
                fate: fc.constantFrom(...FATES[order]),
              }),
          ),
        ),
      ),
    }),
  );

/** Scripts of builds on one clock. */
export const aScript = fc.record({
  stages: fc
    .nat(4)
    .chain(count => fc.tuple(...Array.from({ length: count }, (_, index) => aStageScript(index)))),
  tailS: fewSeconds,
});

const anyTime = fc.option(fc.integer({ min: -20, max: 130 }));
const anyNames = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'missing'), { maxLength: 3 });
const anyName = fc.constantFrom('a', 'b', 'c', 'd');

/** Builds that no server would send: any times, names that are missing or twice there, circles. */
export const aBrokenBuild: fc.Arbitrary<PathBuild> = fc.record({
  createdS: fc.integer({ min: -5, max: 20 }),
  finishedS: fc.integer({ min: 0, max: 120 }),
  stages: fc.array(
    fc.record({
      name: anyName,
      startedS: anyTime,
      stoppedS: anyTime,
      dependsOn: anyNames,
      steps: fc.array(
        fc.record({
          name: anyName,
          startedS: anyTime,
          stoppedS: anyTime,
          dependsOn: fc.option(anyNames),
          detached: fc.boolean(),
        }),
        { maxLength: 6 },
      ),
    }),
    { maxLength: 4 },
  ),
});
