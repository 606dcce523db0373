import { printing } from '../logs/command';
import { cloneStep, REGISTRY, stageOf } from './common-steps';
import { goDockerfile, goTestStep } from './go-parts';
import { type PublishOptions, publishStep } from './publish-step';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipe';

/** Two architectures side by side on runners of their own, and a manifest that joins them. */
export function multiArchStages(context: RecipeContext): StageRecipe[] {
  const side = (arch: 'amd64' | 'arm64', slower: number): StageRecipe => {
    const options: PublishOptions = {
      image: `${REGISTRY}/${context.record.repo.slug}-${arch}`,
      instructions: goDockerfile().map(part => ({ ...part, seconds: part.seconds * slower })),
      pushSeconds: 13,
    };
    const steps = [cloneStep(context), goTestStep(context), publishStep(context, options)];
    return stageOf(context, `linux-${arch}`, [], steps, arch === 'arm64' ? { arch, pool: 'arm' } : { arch });
  };
  const join: StepRecipe = {
    name: 'manifest',
    image: 'plugins/manifest:1',
    failureWeight: 0,
    acts: () => [
      printing('/bin/manifest-tool push from-spec manifest.tmpl', context.transfer(6), [
        'Pushed manifest list',
      ]),
    ],
  };
  const stages = [side('amd64', 1), side('arm64', 1.25)];
  const parents = stages.map(stage => stage.name);
  return [...stages, stageOf(context, 'manifest', parents, [cloneStep(context), join])];
}
