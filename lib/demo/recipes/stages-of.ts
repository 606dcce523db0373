import { deployStage } from './common-steps';
import { goStages } from './go';
import { gradleStages } from './gradle';
import { monorepoStages } from './monorepo';
import { multiArchStages } from './multi-arch';
import { nodeStages } from './node';
import { pythonStages } from './python';
import type { RecipeContext, StageRecipe } from './recipe';
import { webStages } from './web';

/** The pipelines of a build: what its repository's YAML says for its event. */
export function stagesOf(context: RecipeContext): StageRecipe[] {
  const { event, repo } = context.record;
  if (event === 'promote' || event === 'rollback') return [deployStage(context)];
  switch (repo.recipe) {
    case 'python':
      return pythonStages(context);
    case 'node':
      return nodeStages(context);
    case 'web':
      return webStages(context);
    case 'go':
      return goStages(context);
    case 'gradle':
      return gradleStages(context);
    case 'multi-arch':
      return multiArchStages(context);
    case 'monorepo':
      return monorepoStages(context);
  }
}
