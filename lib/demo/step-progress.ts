import type { StageRun } from './build-record';
import type { StepPlan } from './stage-plan';

/** How far a step has come; times on the server's clock. */
export function stepProgress(
  step: StepPlan,
  run: StageRun,
  stageStartS: number,
  killedS: number | null,
): { startS: number; stopS: number; ending: 'planned' | 'killed' | 'dropped' } {
  const startS = stageStartS + step.startS;
  const stopS = step.detached ? run.stopS : stageStartS + step.stopS;
  const cut = killedS !== null && run.stopS >= killedS;
  if (!cut || (!step.detached && stopS <= killedS)) return { startS, stopS, ending: 'planned' };
  if (startS < killedS) return { startS, stopS: killedS, ending: 'killed' };
  return { startS: killedS, stopS: killedS, ending: 'dropped' };
}
