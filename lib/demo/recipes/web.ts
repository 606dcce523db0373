import { turboBuild } from '../logs/turbo';
import { auditStep, cloneStep, notifyStep, pulled, stageOf } from './common-steps';
import { installStep, lintStep, NODE, restoreStep, unitStep } from './node-steps';
import { type DockerInstruction, publishStep } from './publish-step';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipe';

/** The shop's front: three pipelines, of which two run side by side. */
export function webStages(context: RecipeContext): StageRecipe[] {
  const mock: StepRecipe = {
    name: 'api-mock',
    image: 'mockoon/cli:8.3.0',
    detached: true,
    failureWeight: 0,
    acts: () => [],
  };
  const checks = [
    cloneStep(context),
    restoreStep(context),
    installStep(context),
    lintStep(context),
    auditStep(context),
  ];
  const tests = [
    cloneStep(context),
    restoreStep(context),
    installStep(context),
    mock,
    unitStep(context, 130),
  ];
  const cached = context.record.lockChanged ? 1 : context.random.whole(3, 6);
  const bundle: StepRecipe = {
    name: 'bundle',
    image: NODE,
    failureWeight: 1,
    acts: () => [...pulled(context, NODE, 8), turboBuild(cached, context.compute(18 + (8 - cached) * 8))],
  };
  const release = [
    cloneStep(context),
    bundle,
    publishStep(context, { instructions: staticDockerfile(), pushSeconds: 15 }),
    notifyStep(context),
  ];
  return [
    stageOf(context, 'checks', [], checks),
    stageOf(context, 'tests', [], tests),
    stageOf(context, 'release', ['checks', 'tests'], release),
  ];
}

function staticDockerfile(): DockerInstruction[] {
  return [
    { text: 'FROM nginx:1.27-alpine', seconds: 4, dependsOn: 'base', fromLayers: 6 },
    { text: 'COPY nginx.conf /etc/nginx/nginx.conf', seconds: 0.3, dependsOn: 'base' },
    { text: 'COPY apps/storefront/dist /usr/share/nginx/html', seconds: 1.5, dependsOn: 'source' },
    { text: 'RUN gzip -k -r /usr/share/nginx/html', seconds: 12, dependsOn: 'source' },
  ];
}
