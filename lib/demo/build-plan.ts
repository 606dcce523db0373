import type { BuildRecord } from './build-record';
import { DAY_S, dayOf } from './calendar';
import { shaOf } from './commit-text';
import { hashOf, Random } from './random';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipes/recipe';
import { stagesOf } from './recipes/stages-of';
import { type StagePlan, timeStage } from './stage-plan';
import type { StoryEvent } from './story';

/** Seed and story: all that a build's plan depends on besides its record. */
export interface PlanContext {
  seed: number;
  story: readonly StoryEvent[];
}

/** What all builds of one day share: the runners are slower or faster, and so is the registry. */
function dayEffect(seed: number, day: number): { compute: number; transfer: number } {
  const random = new Random(hashOf(seed, 'day', day));
  const factor = () => Math.exp(Math.max(-0.077, Math.min(0.077, 0.035 * random.normal())));
  return { compute: factor(), transfer: factor() };
}

/** The stages of a build with everything that they will do; the same for the same record, always. */
export function planBuild(context: PlanContext, record: BuildRecord): StagePlan[] {
  if (record.fate === 'invalid') return [];
  const random = new Random(hashOf(context.seed, 'plan', record.repo.slug, record.number));
  const recipes = stagesOf(recipeContext(context, record, random));
  const blow = drawBlow(record, recipes, random);
  return recipes.map((recipe, index) => {
    const stage = timeStage(recipe, index + 1, random, blow?.stage === recipe ? blow : null);
    return record.fate === 'stuck' ? { ...stage, labels: { ...stage.labels, gpu: 'true' } } : stage;
  });
}

function recipeContext(context: PlanContext, record: BuildRecord, random: Random): RecipeContext {
  const day = dayEffect(context.seed, dayOf(record.createdS));
  const build = random.lognormal(0.05) * record.repo.size;
  const hiccup = random.chance(0.015) ? random.between(1.3, 2.4) : 1;
  const happened = context.story.filter(
    event => event.at.getTime() / 1000 <= record.createdS && event.repos.includes(record.repo.slug),
  );
  return {
    record,
    random,
    sha: shaOf(context.seed, record.commit),
    compute: seconds => seconds * 1190 * build * day.compute * hiccup * random.lognormal(0.07),
    transfer: seconds => seconds * 1150 * day.transfer * hiccup * random.lognormal(0.1),
    has: key => happened.some(event => event.key === key),
  };
}

/** The step that goes wrong, and how. */
export interface Blow {
  stage: StageRecipe;
  step: StepRecipe;
  kind: 'failure' | 'error' | 'early-exit';
}

function drawBlow(record: BuildRecord, stages: readonly StageRecipe[], random: Random): Blow | null {
  const steps = stages.flatMap(stage => stage.steps.map(step => ({ stage, step })));
  if (record.fate === 'early-exit') {
    const found = steps.find(({ step }) => step.mayExitEarly === true);
    return found === undefined ? null : { ...found, kind: 'early-exit' };
  }
  if (record.fate !== 'fail' && record.fate !== 'crash') return null;
  const total = steps.reduce((sum, { step }) => sum + step.failureWeight, 0);
  let draw = random.next() * total;
  for (const { stage, step } of steps) {
    draw -= step.failureWeight;
    if (draw < 0) return { stage, step, kind: record.fate === 'fail' ? 'failure' : 'error' };
  }
  return null;
}

/** The day on which the demo's history begins: so many whole weeks before the day of the origin. */
export function firstDayOf(origin: Date, weeks: number): number {
  return Math.floor(origin.getTime() / 1000 / DAY_S) - weeks * 7;
}
