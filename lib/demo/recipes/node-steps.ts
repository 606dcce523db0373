import { printing } from '../logs/command';
import { pnpmInstall } from '../logs/pnpm';
import { vitest } from '../logs/vitest';
import { rebuildVolume, restoreVolume } from '../logs/volume-cache';
import { pulled } from './common-steps';
import type { RecipeContext, StepRecipe } from './recipe';

export const NODE = 'node:22-bookworm';
const STORE = ['./.pnpm-store'];

export function restoreStep(context: RecipeContext): StepRecipe {
  return {
    name: 'restore-cache',
    image: 'drillster/drone-volume-cache',
    failureWeight: 0,
    acts: () => [
      restoreVolume(STORE, !context.has('store-lost') && context.random.chance(0.93), context.compute(5)),
    ],
  };
}

export function rebuildStep(context: RecipeContext): StepRecipe {
  return {
    name: 'rebuild-cache',
    image: 'drillster/drone-volume-cache',
    failureWeight: 0,
    acts: () => [rebuildVolume(STORE, context.compute(7))],
  };
}

/** Once the store is lost, every package is downloaded in every build. */
export function installStep(context: RecipeContext): StepRecipe {
  const resolved = 780 + (context.record.repo.id % 7) * 31;
  const changed = context.record.lockChanged ? context.random.whole(9, 60) : context.random.whole(0, 4);
  const lost = context.has('store-lost');
  return {
    name: 'install',
    image: NODE,
    failureWeight: 1,
    acts: failing => [
      ...pulled(context, NODE, 8),
      printing('corepack enable', context.compute(1.5), []),
      failing
        ? printing('pnpm install --frozen-lockfile', context.compute(6), [
            ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date',
          ])
        : pnpmInstall(
            { resolved, reused: lost ? 0 : resolved - changed },
            context.compute(lost ? 74 : 22 + changed / 5),
          ),
    ],
  };
}

export function lintStep(context: RecipeContext): StepRecipe {
  return {
    name: 'lint',
    image: NODE,
    failureWeight: 2,
    acts: failing => [
      printing(
        'pnpm lint',
        context.compute(34),
        failing
          ? ['src/index.ts:14:7 lint/correctness/noUnusedVariables', 'Found 1 error.']
          : ['Checked 412 files. No fixes applied.'],
      ),
    ],
  };
}

export function unitStep(context: RecipeContext, seconds: number): StepRecipe {
  return {
    name: 'test',
    image: NODE,
    failureWeight: 5,
    acts: failing => [vitest('pnpm test', failing, context.compute(seconds))],
  };
}
