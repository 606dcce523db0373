import type { Blow } from './build-plan';
import type { Act } from './logs/log-writer';
import type { Random } from './random';
import type { StageRecipe, StepRecipe } from './recipes/recipe';

type EndStatus = 'success' | 'failure' | 'error' | 'skipped' | 'killed';

/** A step of a build; seconds count from the start of its stage. */
export interface StepPlan {
  number: number;
  name: string;
  image: string;
  dependsOn: readonly string[];
  detached: boolean;
  ignoresFailure: boolean;
  startS: number;
  stopS: number;
  status: EndStatus;
  exitCode: number;
  error: string | null;
  acts: readonly Act[];
  /** The step breaks off here, whatever its acts would still do; null when it runs to its end. */
  deadlineMs: number | null;
}

export interface StagePlan {
  number: number;
  name: string;
  dependsOn: readonly string[];
  pool: StageRecipe['pool'];
  arch: StageRecipe['arch'];
  labels: Readonly<Record<string, string>> | null;
  durationS: number;
  status: EndStatus;
  exitCode: number;
  error: string | null;
  steps: StepPlan[];
}

const SETUP_S = 1;
const CRASH = 'Error response from daemon: context deadline exceeded';

/** Puts the steps of a stage on a time line, and lets one of them fail if it must. */
export function timeStage(recipe: StageRecipe, number: number, random: Random, blow: Blow | null): StagePlan {
  const drafts = recipe.steps.map((step, index) => draftStep(recipe, step, index, random, blow));
  layOut(drafts, draft => draft.recipe.onFailureOnly === true);
  const broken = drafts.find(draft => draft.blow !== null);
  if (broken !== undefined) breakOff(drafts, broken);
  for (const draft of drafts) if (draft.stopS === draft.startS) skip(draft);
  const lastStopS = Math.max(...drafts.map(draft => (draft.detached ? 0 : draft.stopS)));
  for (const draft of drafts) if (draft.detached && draft.status !== 'skipped') draft.stopS = lastStopS;
  const blown = broken?.blow ?? 'early-exit';
  const status = blown === 'early-exit' ? 'success' : blown;
  return {
    number,
    name: recipe.name,
    dependsOn: recipe.dependsOn,
    pool: recipe.pool,
    arch: recipe.arch,
    labels: recipe.labels,
    durationS: lastStopS + random.whole(0, 1),
    status,
    exitCode: status === 'failure' ? 1 : status === 'error' ? 255 : 0,
    error: status === 'error' ? CRASH : null,
    steps: drafts.map(({ recipe: _, blow: __, seconds: ___, ...step }) => step),
  };
}

interface StepDraft extends StepPlan {
  recipe: StepRecipe;
  seconds: number;
  blow: Blow['kind'] | null;
}

function draftStep(
  stage: StageRecipe,
  recipe: StepRecipe,
  index: number,
  random: Random,
  blow: Blow | null,
): StepDraft {
  const own = blow?.step === recipe ? blow.kind : null;
  const audited = recipe.ignoresFailure === true && random.chance(0.12);
  const acts = recipe.acts(own === 'failure' || audited);
  const ms = acts.reduce((sum, act) => sum + act.ms, 0);
  const brokenMs = own === 'error' ? ms * random.between(0.1, 0.6) : ms;
  const previous = stage.steps[index - 1]?.name;
  const serial = previous === undefined ? [] : [previous];
  const parallel = recipe.dependsOn ?? (recipe.name === 'clone' ? [] : ['clone']);
  return {
    number: index + 1,
    name: recipe.name,
    image: recipe.image,
    dependsOn: stage.dag ? parallel : serial,
    detached: recipe.detached === true,
    ignoresFailure: recipe.ignoresFailure === true,
    startS: 0,
    stopS: 0,
    status: own === 'failure' || audited ? 'failure' : own === 'error' ? 'error' : 'success',
    exitCode: own === 'error' ? 255 : own === 'early-exit' ? 78 : own === 'failure' || audited ? 1 : 0,
    error: own === 'error' ? CRASH : null,
    acts,
    deadlineMs: own === 'error' ? brokenMs : null,
    recipe,
    seconds: Math.max(1, Math.round(brokenMs / 1000)),
    blow: own,
  };
}

/** Puts every step behind those it depends on. A detached one hands on after a second, a skipped one at once. */
function layOut(drafts: readonly StepDraft[], skips: (draft: StepDraft, startS: number) => boolean): void {
  const ends = new Map<string, number>();
  for (const draft of drafts) {
    draft.startS = Math.max(SETUP_S, ...draft.dependsOn.map(name => ends.get(name) ?? SETUP_S));
    const seconds = draft.detached ? 1 : draft.seconds;
    draft.stopS = draft.startS + (skips(draft, draft.startS) ? 0 : seconds);
    ends.set(draft.name, draft.stopS);
  }
}

/** What is reached after the failure is skipped, except for what waits for failures. */
function breakOff(drafts: readonly StepDraft[], broken: StepDraft): void {
  const failedAtS = broken.stopS;
  layOut(drafts, (draft, startS) => {
    const reachedAfter = draft !== broken && startS >= failedAtS;
    if (draft.recipe.onFailureOnly !== true) return reachedAfter;
    return !reachedAfter || broken.blow === 'early-exit';
  });
}

function skip(draft: StepDraft): void {
  draft.status = 'skipped';
  draft.exitCode = 0;
  draft.stopS = draft.startS;
  draft.acts = [];
  draft.deadlineMs = null;
}
