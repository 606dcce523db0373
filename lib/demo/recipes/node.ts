import { writePnpm } from '../logs/pnpm';
import { auditStep, cloneStep, notifyStep, stageOf } from './common-steps';
import { installStep, lintStep, NODE, rebuildStep, restoreStep, unitStep } from './node-steps';
import { type DockerInstruction, publishStep } from './publish-step';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipe';

/** Install, then lint and tests side by side, then the image. */
export function nodeStages(context: RecipeContext): StageRecipe[] {
  const steps: StepRecipe[] = [
    cloneStep(context),
    { ...restoreStep(context), dependsOn: ['clone'] },
    { ...installStep(context), dependsOn: ['restore-cache'] },
    { ...lintStep(context), dependsOn: ['install'] },
    { ...unitStep(context, 118), dependsOn: ['install'] },
    { ...auditStep(context), dependsOn: ['install'] },
    publishStep(context, { instructions: dockerfile(), pushSeconds: 17, dependsOn: ['lint', 'test'] }),
    { ...rebuildStep(context), dependsOn: ['publish'] },
    { ...notifyStep(context), dependsOn: ['publish'] },
  ];
  return [stageOf(context, 'default', [], steps, { dag: true })];
}

function dockerfile(): DockerInstruction[] {
  return [
    { text: `FROM ${NODE} AS build`, seconds: 9, dependsOn: 'base', fromLayers: 8 },
    { text: 'WORKDIR /app', seconds: 0.3, dependsOn: 'base' },
    { text: 'COPY package.json pnpm-lock.yaml ./', seconds: 0.3, dependsOn: 'requirements' },
    {
      text: 'RUN corepack enable && pnpm install --frozen-lockfile',
      seconds: 46,
      dependsOn: 'requirements',
      body: log => writePnpm(log, { resolved: 780, reused: 0 }),
    },
    { text: 'COPY . .', seconds: 1.3, dependsOn: 'source' },
    {
      text: 'RUN pnpm build',
      seconds: 41,
      dependsOn: 'source',
      body: log => log.spread(['vite v6.3.5 building for production...', '✓ 612 modules transformed.']),
    },
    { text: 'FROM node:22-bookworm-slim AS runtime', seconds: 4, dependsOn: 'base', fromLayers: 5 },
    { text: 'COPY --from=build /app/dist /app', seconds: 0.9, dependsOn: 'source' },
    { text: 'CMD ["node", "/app/server.js"]', seconds: 0.2, dependsOn: 'source' },
  ];
}
