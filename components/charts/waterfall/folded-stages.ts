import { type BuildStage, isFailed, isFinished } from '@/lib/builds/query';

/** More stages than these are drawn on demand. */
const MOST_STAGES = 40;

/**
 * The stages that are drawn of a build with many, in their order: first of all those that the build waited for, that
 * failed or still run, and those with a step that is open.
 *
 * @param open steps that are open, as `stage.step` by their numbers
 */
export function foldStages(stages: readonly BuildStage[], open: readonly string[]): readonly BuildStage[] {
  if (stages.length <= MOST_STAGES) return stages;
  const opened = new Set(open.map(step => step.split('.')[0]));
  const isOpened = (stage: BuildStage) => opened.has(String(stage.number));
  const ranked = [
    ...stages.filter(isOpened),
    ...stages.filter(stage => !isOpened(stage) && isTelling(stage)),
    ...stages.filter(stage => !isOpened(stage) && !isTelling(stage)),
  ];
  const drawn = new Set(ranked.slice(0, Math.max(MOST_STAGES, stages.filter(isOpened).length)));
  return stages.filter(stage => drawn.has(stage));
}

function isTelling({ status, steps }: BuildStage): boolean {
  return isFailed(status) || !isFinished(status) || steps.some(step => step.isOnPath);
}
