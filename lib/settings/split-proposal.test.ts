import { expect, test } from 'vitest';
import { rulesSchema } from './rules';
import { proposeSplit } from './split-proposal';

const ofSteps = (steps: string[], pipeline = 'default') => ({
  repository: 'acme/mono',
  pipelines: [{ pipeline, steps }],
});
const ofPipelines = (pipelines: string[]) => ({
  repository: 'acme/mono',
  pipelines: pipelines.map(pipeline => ({ pipeline, steps: ['clone', 'build'] })),
});
const NONE = new Set<string>();

test('steps that end with what they do', () => {
  const steps = ['clone', 'changes', 'ledger-build', 'ledger-push', 'audit-log-build', 'audit-log-push'];
  expect(proposeSplit(ofSteps(steps), NONE)).toEqual({
    repository: 'acme/mono',
    by: 'step',
    rules: [{ repository: 'acme/mono', step: '<service>-{build,push}', service: '<service>' }],
    services: ['audit-log', 'ledger'],
  });
});

test.each([
  [
    'steps that begin with it',
    ofSteps(['build:api', 'build:web', 'lint']),
    'build:<service>',
    ['api', 'web'],
  ],
  ['pipelines', ofPipelines(['api_test', 'web_test', 'web_deploy']), '<service>_test', ['api', 'web']],
  [
    'pipelines that are called like them',
    ofPipelines(['api', 'web', 'jobs']),
    '<service>',
    ['api', 'jobs', 'web'],
  ],
])('%s', (_, names, pattern, services) => {
  const proposal = proposeSplit(names, NONE);
  expect(proposal?.rules[0]?.pipeline ?? proposal?.rules[0]?.step).toBe(pattern);
  expect(proposal?.services).toEqual(services);
  expect(rulesSchema.safeParse(proposal?.rules).success).toBe(true);
});

test.each([
  ['one service', ofSteps(['build', 'test', 'push'])],
  ['stages of one service', ofPipelines(['lint', 'test', 'deploy'])],
  ['kinds of one action', ofSteps(['unit-test', 'integration-test', 'docker-build', 'docker-push'])],
  ['platforms of one service', ofPipelines(['linux-amd64', 'linux-arm64', 'manifest'])],
  ['two pipelines of which nothing is told', ofPipelines(['api', 'nightly'])],
])('nothing is proposed for %s', (_, names) => {
  expect(proposeSplit(names, NONE)).toBeNull();
});

test('services that are called like others get the name of the repository', () => {
  const proposal = proposeSplit(ofSteps(['api-build', 'web-build']), new Set(['api']));
  expect(proposal?.services).toEqual(['mono-api', 'mono-web']);
});

test('names with signs of patterns are taken literally', () => {
  const names = { ...ofSteps(['api-build', 'web-build']), repository: 'acme/{mono}' };
  expect(proposeSplit(names, NONE)?.services).toEqual(['api', 'web']);
});
