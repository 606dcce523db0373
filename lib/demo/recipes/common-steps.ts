import { clone } from '../logs/clone';
import { command, printing, silence } from '../logs/command';
import type { Act } from '../logs/log-writer';
import { runnerPull } from '../logs/runner-pull';
import type { RecipeContext, StageRecipe, StepRecipe } from './recipe';
import { refOf } from './ref-of';

export const REGISTRY = 'registry.lantern-goods.example';
export const GIT_URL = 'https://git.lantern-goods.example';

/** What every pipeline begins with. */
export function cloneStep(context: RecipeContext): StepRecipe {
  const { record, sha } = context;
  return {
    name: 'clone',
    image: 'drone/git:latest',
    failureWeight: 0,
    acts: () => [
      clone(
        {
          url: `${GIT_URL}/${record.repo.slug}`,
          ref: refOf(record),
          branch: record.event === 'pull_request' ? record.repo.branch : record.branch,
          sha,
          event: record.event,
        },
        context.transfer(4.5 * record.repo.size),
      ),
    ],
  };
}

/** The image of a step: most often it has to be fetched, since runners start empty. */
export function pulled(context: RecipeContext, image: string, seconds: number): Act[] {
  const fresh = context.random.chance(0.8);
  const ms = fresh ? context.transfer(seconds) : context.transfer(1.2);
  return [runnerPull(image, fresh, ms), silence(context.compute(1))];
}

/** A database beside the tests, as long as the pipeline. */
export function databaseService(context: RecipeContext): StepRecipe {
  const lines = [
    'The database cluster will be initialized with locale "en_US.utf8".',
    'PostgreSQL init process complete; ready for start up.',
    'LOG:  database system is ready to accept connections',
  ];
  return {
    name: 'database',
    image: 'postgres:16',
    detached: true,
    failureWeight: 0,
    acts: () => [{ ms: context.compute(5), write: log => log.spread(lines) }],
  };
}

/** Tells the channel, silently; only when something failed. */
export function notifyStep(context: RecipeContext): StepRecipe {
  return {
    name: 'notify',
    image: 'plugins/slack:1',
    onFailureOnly: true,
    failureWeight: 0,
    acts: () => [silence(context.compute(1.5))],
  };
}

/** An audit whose failure is ignored; it does fail now and then. */
export function auditStep(context: RecipeContext): StepRecipe {
  return {
    name: 'audit',
    image: 'aquasec/trivy:0.52.2',
    ignoresFailure: true,
    failureWeight: 0,
    acts: failing => [
      printing('trivy fs --exit-code 1 --severity CRITICAL .', context.compute(9), [
        'INFO\tVulnerability scanning is enabled',
        'INFO\tNumber of language-specific files\tnum=1',
        failing ? 'Total: 1 (CRITICAL: 1)' : 'Total: 0 (CRITICAL: 0)',
      ]),
    ],
  };
}

/** The pipeline of a promotion or a rollback. */
export function deployStage(context: RecipeContext): StageRecipe {
  const { record } = context;
  const target = record.deployTo ?? 'staging';
  const chart = `helm upgrade --install ${record.repo.name} ./chart --set image.tag=\${DRONE_COMMIT_SHA:0:8} --wait`;
  const deploy: StepRecipe = {
    name: 'deploy',
    image: 'alpine/helm:3.15.2',
    failureWeight: 1,
    acts: failing => [
      ...pulled(context, 'alpine/helm:3.15.2', 4),
      printing('kubectl config use-context $DRONE_DEPLOY_TO', context.compute(1.2), [
        `Switched to context "${target}" with token ******.`,
      ]),
      command(chart, context.compute(38), log => {
        if (failing) log.at(0.98).say('Error: UPGRADE FAILED: timed out waiting for the condition');
        else log.at(0.95).say(`Release "${record.repo.name}" has been upgraded. Happy Helming!`);
      }),
    ],
  };
  const smoke: StepRecipe = {
    name: 'smoke-test',
    image: 'curlimages/curl:8.8.0',
    failureWeight: 1,
    acts: failing => [
      printing('./scripts/smoke.sh $DRONE_DEPLOY_TO', context.compute(14), [
        'waiting for the new version to answer',
        failing ? 'GET /healthz 503' : 'GET /healthz 200',
      ]),
    ],
  };
  return stageOf(context, 'deploy', [], [cloneStep(context), deploy, smoke, notifyStep(context)]);
}

/** A stage on the runners of its repository; the logistics team labels its own. */
export function stageOf(
  context: RecipeContext,
  name: string,
  dependsOn: readonly string[],
  steps: StepRecipe[],
  rest: Partial<StageRecipe> = {},
): StageRecipe {
  const { pool } = context.record.repo;
  const labels = pool === 'us' ? { region: 'us' } : null;
  return { name, dependsOn, pool, arch: 'amd64', dag: false, labels, steps, ...rest };
}
