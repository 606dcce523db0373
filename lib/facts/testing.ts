import type { PathBuild, PathStage, PathStep } from './build-plan';

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
