import { expect, test } from 'vitest';
import { bareBuild, bareStage, bareStep } from '@/tests/world/bare-facts';
import type { BuildFact, StageFact } from './build-fact';
import { isFinalBuild } from './build-rules';
import type { Status } from './vocabulary';

const at = new Date(0);

function build(status: Status, stages: Array<{ status: Status; steps: Status[] }>): BuildFact {
  return bareBuild({
    number: 1,
    externalId: 1,
    status,
    createdAt: at,
    stages: stages.map((stage, i) => stageOf(i + 1, stage.status, stage.steps)),
  });
}

function stageOf(number: number, status: Status, steps: Status[]): StageFact {
  return bareStage({
    number,
    externalId: number,
    name: `stage-${number}`,
    status,
    createdAt: at,
    steps: steps.map((stepStatus, i) =>
      bareStep({ number: i + 1, externalId: i + 1, name: `step-${i + 1}`, status: stepStatus }),
    ),
  });
}

test.each<[string, boolean, BuildFact]>([
  ['an error without stages', true, build('error', [])],
  ['all finished', true, build('success', [{ status: 'success', steps: ['success', 'skipped'] }])],
  ['a running build', false, build('running', [{ status: 'success', steps: ['success'] }])],
  ['a waiting stage', false, build('killed', [{ status: 'waiting_on_dependencies', steps: [] }])],
  ['a running step', false, build('failure', [{ status: 'failure', steps: ['failure', 'running'] }])],
  ['declined, its stage still blocked', true, build('declined', [{ status: 'blocked', steps: [] }])],
])('%s: %s', (_, expected, given) => expect(isFinalBuild(given)).toBe(expected));

test.each<Status>(['blocked', 'waiting_on_dependencies', 'pending', 'running'])(
  'not final while anything is %s',
  status => {
    expect(isFinalBuild(build(status, []))).toBe(false);
    expect(isFinalBuild(build('killed', [{ status, steps: [] }]))).toBe(false);
    expect(isFinalBuild(build('killed', [{ status: 'killed', steps: [status] }]))).toBe(false);
  },
);
