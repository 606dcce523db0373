import { printing } from '../logs/command';
import { goTest } from '../logs/go-test';
import { cloneStep, notifyStep, pulled, REGISTRY, stageOf } from './common-steps';
import { GO, goDockerfile } from './go-parts';
import { publishStep } from './publish-step';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipe';

/** Five services in one repository; a commit builds those that it touches. */
export function monorepoStages(context: RecipeContext): StageRecipe[] {
  const { record, random } = context;
  const everything = record.lockChanged || record.event === 'cron' || record.event === 'tag';
  const first = random.whole(0, record.repo.services.length - 1);
  const touched = record.repo.services.filter(
    (_, index) => everything || index === first || random.chance(0.25),
  );
  const changes: StepRecipe = {
    name: 'changes',
    image: 'alpine/git:2.45.2',
    dependsOn: ['clone'],
    failureWeight: 0,
    mayExitEarly: true,
    acts: () => [printing('./ci/touched-services.sh $DRONE_COMMIT_BEFORE', context.compute(3), touched)],
  };
  const steps = [cloneStep(context), changes];
  for (const name of touched) {
    steps.push(buildStepOf(context, name), pushStepOf(context, name));
  }
  const last = steps.at(-1)?.name ?? 'changes';
  steps.push({ ...notifyStep(context), dependsOn: [last] });
  return [stageOf(context, 'default', [], steps, { dag: true })];
}

function buildStepOf(context: RecipeContext, name: string): StepRecipe {
  return {
    name: `${name}-build`,
    image: GO,
    dependsOn: ['changes'],
    failureWeight: 3,
    acts: failing => [
      ...pulled(context, GO, 9),
      printing(`make -C services/${name} generate`, context.compute(17), [
        `generated services/${name}/internal/wire`,
      ]),
      goTest(
        `git.lantern-goods.example/platform/backbone/services/${name}`,
        context.record.lockChanged ? 0 : 0.4,
        failing,
        context.compute(126),
      ),
    ],
  };
}

function pushStepOf(context: RecipeContext, name: string): StepRecipe {
  return publishStep(context, {
    name: `${name}-push`,
    image: `${REGISTRY}/platform/${name}`,
    dockerfile: `services/${name}/Dockerfile`,
    dependsOn: [`${name}-build`],
    instructions: goDockerfile(),
    pushSeconds: 13,
  });
}
