import type { SeriesBook } from '@/lib/weeks/reader';
import type { BuildStage, BuildStep } from './build-detail';
import type { BuildFacts, StageFacts } from './build-facts';
import type { StageTimes } from './build-times';
import { ciStepLink } from './ci-link';
import { findSeries } from './find-series';
import { slowerThanUsual } from './slower-than-usual';
import type { StepInsides } from './step-insides';
import type { UsualTimes } from './usual-times';

/** What the steps of a build are told by. */
interface StepSources {
  book: SeriesBook;
  usual: UsualTimes;
  insides: StepInsides;
}

/** One stage of a build with its steps, as the page shows them. */
export function tellStage(
  build: BuildFacts,
  stage: StageFacts,
  times: StageTimes | undefined,
  sources: StepSources,
): BuildStage {
  if (times === undefined) throw new RangeError('every stage has times');
  const { steps: stepTimes, ...own } = times;
  const { number, name, status, error, exitCode, machine, os, arch, dependsOn } = stage;
  return {
    ...{ number, name, status, error, exitCode, machine, os, arch, dependsOn },
    ...own,
    steps: stage.steps.map((_, index) => tellStep(build, stage, index, stepTimes[index], sources)),
  };
}

function tellStep(
  build: BuildFacts,
  stage: StageFacts,
  index: number,
  times: StageTimes['steps'][number] | undefined,
  { book, usual, insides }: StepSources,
): BuildStep {
  const step = stage.steps[index];
  if (step === undefined || times === undefined) throw new RangeError('every step has times');
  const { stage: stageNumber, externalId, startedS: _, stoppedS: __, ...facts } = step;
  const usualRun = usual.of(stage.name, step.name);
  return {
    ...facts,
    service:
      findSeries(book, build.repoId, stage.name, step.name)?.service ??
      findSeries(book, build.repoId, '', '')?.service ??
      build.repository,
    ...times,
    usual: usualRun,
    verdict: slowerThanUsual(times.runMs, usualRun, step.status === 'success'),
    link: ciStepLink(build, { stage: stageNumber, step: step.number, externalId }),
    inside: insides.of(step),
  };
}
