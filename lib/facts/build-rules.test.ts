import { expect, test } from 'vitest';
import type { BuildFact, StageFact } from './build-fact';
import { isFinalBuild } from './build-rules';
import type { Status } from './vocabulary';

const at = new Date(0);

function build(status: Status, stages: Array<{ status: Status; steps: Status[] }>): BuildFact {
  return {
    ...{
      number: 1,
      externalId: 1,
      parent: null,
      status,
      event: 'push',
      action: null,
      trigger: null,
      sender: null,
    },
    ...{ authorLogin: null, authorName: null, authorEmail: null, ref: null, source: null, target: null },
    ...{
      sourceRepo: null,
      beforeSha: null,
      afterSha: null,
      title: null,
      message: null,
      link: null,
      cron: null,
    },
    ...{ deployTo: null, deployId: null, params: null, error: null, version: 1 },
    ...{ createdAt: at, startedAt: null, finishedAt: null, updatedAt: null },
    stages: stages.map((stage, i) => stageOf(i + 1, stage.status, stage.steps)),
  };
}

function stageOf(number: number, status: Status, steps: Status[]): StageFact {
  return {
    ...{ number, externalId: number, name: `stage-${number}`, kind: null, type: null, status, error: null },
    ...{ errorIgnored: false, exitCode: 0, machine: null, os: null, arch: null, version: 1, labels: null },
    ...{
      createdAt: at,
      startedAt: null,
      stoppedAt: null,
      updatedAt: null,
      onSuccess: true,
      onFailure: false,
      dependsOn: [],
    },
    steps: steps.map((stepStatus, i) => ({
      ...{ number: i + 1, externalId: i + 1, name: `step-${i + 1}`, status: stepStatus, error: null },
      ...{ errorIgnored: false, exitCode: 0, startedAt: null, stoppedAt: null, version: 1 },
      ...{ dependsOn: null, image: null, detached: null },
    })),
  };
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
