import type { BuildRecord, StageRun } from './build-record';
import { type Moment, momentOf } from './moment';
import type { StagePlan, StepPlan } from './stage-plan';
import { stageRowAt } from './stage-row';
import { stepProgress } from './step-progress';
import type { WireStage, WireStep } from './wire';

/** The stages of a build as they read at one instant. */
export function stagesAt(
  seed: number,
  record: BuildRecord,
  plans: readonly StagePlan[],
  atS: number,
): WireStage[] {
  let stepId = record.firstStepId;
  return plans.flatMap((plan, index) => {
    const run = record.runs[index];
    if (run === undefined) return [];
    const moment = momentOf(seed, record, run, atS);
    const stage = stageAt(record, plan, run, record.firstStageId + index, moment, stepId);
    stepId += plan.steps.length;
    return [stage];
  });
}

function stageAt(
  record: BuildRecord,
  plan: StagePlan,
  run: StageRun,
  id: number,
  moment: Moment,
  firstStepId: number,
): WireStage {
  const { startS } = run;
  const row = stageRowAt(record, plan, run, moment);
  const running = startS !== null && (moment.cut || startS <= moment.atS);
  const steps = running
    ? plan.steps.map((step, index) => stepAt(step, run, startS, id, firstStepId + index, moment))
    : [];
  return {
    id,
    repo_id: record.repo.id,
    build_id: record.id,
    number: plan.number,
    name: plan.name,
    kind: 'pipeline',
    type: 'docker',
    status: row.status,
    ...(row.error === null ? {} : { error: row.error }),
    errignore: false,
    exit_code: row.exitCode,
    ...(run.machine !== null && running ? { machine: run.machine } : {}),
    os: 'linux',
    arch: plan.arch,
    started: row.startedS,
    stopped: row.stoppedS,
    created: record.createdS,
    updated: row.updatedS,
    version: row.version,
    on_success: true,
    on_failure: false,
    ...(plan.dependsOn.length === 0 ? {} : { depends_on: [...plan.dependsOn] }),
    ...(plan.labels === null ? {} : { labels: plan.labels }),
    ...(steps.length === 0 ? {} : { steps }),
  };
}

function stepAt(
  step: StepPlan,
  run: StageRun,
  stageStartS: number,
  stageId: number,
  id: number,
  { atS, cut, killedS }: Moment,
): WireStep {
  const progress = stepProgress(step, run, stageStartS, Number.isFinite(killedS) ? killedS : null);
  const stopped = cut || progress.stopS <= atS;
  const skipped = step.status === 'skipped' || progress.ending === 'dropped';
  const started = stopped || (!skipped && progress.startS <= atS);
  const startedS = progress.ending === 'dropped' ? progress.startS : progress.startS + run.skewS;
  const stoppedS = progress.ending === 'planned' ? progress.stopS + run.skewS : progress.stopS;
  const status = !started ? 'pending' : !stopped ? 'running' : endOf(step, progress.ending);
  const exitCode = !stopped ? 0 : progress.ending === 'planned' ? step.exitCode : 130;
  // The runner writes every step once more when the stage is torn down.
  const tornDown = cut || run.stopS <= atS ? 1 : 0;
  const version = 1 + (started && !skipped ? 1 : 0) + (stopped ? 1 : 0) + tornDown;
  return {
    id,
    step_id: stageId,
    number: step.number,
    name: step.name,
    status,
    ...(stopped && step.error !== null && progress.ending === 'planned' ? { error: step.error } : {}),
    ...(step.ignoresFailure ? { errignore: true } : {}),
    exit_code: exitCode,
    ...(started ? { started: startedS } : {}),
    ...(stopped ? { stopped: stoppedS } : {}),
    version,
    ...(step.dependsOn.length === 0 ? {} : { depends_on: [...step.dependsOn] }),
    image: step.image,
    ...(step.detached ? { detached: true } : {}),
  };
}

function endOf(step: StepPlan, ending: 'planned' | 'killed' | 'dropped'): string {
  return ending === 'planned' ? step.status : ending === 'killed' ? 'killed' : 'skipped';
}
