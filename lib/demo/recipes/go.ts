import { cloneStep, notifyStep, stageOf } from './common-steps';
import { goDockerfile, goTestStep } from './go-parts';
import { publishStep } from './publish-step';
import type { RecipeContext, StageRecipe } from './recipe';

export function goStages(context: RecipeContext): StageRecipe[] {
  return [
    stageOf(
      context,
      'default',
      [],
      [
        cloneStep(context),
        goTestStep(context),
        publishStep(context, { instructions: goDockerfile(), pushSeconds: 14 }),
        notifyStep(context),
      ],
    ),
  ];
}
