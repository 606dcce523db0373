import { describe, expect, test } from 'vitest';
import { sampleBuild, sampleRepo, sampleStage, sampleStep } from '@/tests/world/drone-wire';
import { decodeBuildList, decodeRepos } from './decode';
import { decodeBuild } from './decode-build';

const stagesOf = (fields: Record<string, unknown>) => decodeBuild(sampleBuild(fields)).stages;
const stepsOf = (...steps: unknown[]) => stagesOf({ stages: [sampleStage({ steps })] })[0]?.steps ?? [];

/** What Drone 1.0 wrote: nothing of kind, type, cron, image, dependencies. */
const OLD_BUILD = {
  id: 4,
  repo_id: 2,
  number: 12,
  status: 'failure',
  event: 'push',
  action: '',
  created: 1_550_000_000,
  started: 1_550_000_002,
  finished: 1_550_000_060,
  updated: 1_550_000_002,
  version: 3,
  stages: [
    {
      id: 5,
      build_id: 4,
      number: 1,
      name: 'default',
      status: 'failure',
      errignore: false,
      exit_code: 2,
      machine: 'agent-1',
      os: 'linux',
      arch: 'amd64',
      started: 1_550_000_002,
      stopped: 1_550_000_060,
      created: 1_550_000_000,
      updated: 1_550_000_060,
      version: 4,
      on_success: true,
      on_failure: false,
      steps: [
        { id: 8, step_id: 5, number: 1, name: 'clone', status: 'success', exit_code: 0, version: 4 },
        { id: 9, step_id: 5, number: 2, name: 'test', status: 'failure', exit_code: 2, version: 4 },
      ],
    },
  ],
};

describe('Drone 1.0', () => {
  const build = decodeBuild(OLD_BUILD);
  const stage = build.stages[0];

  test('what it could not say is unknown', () => {
    expect(build).toMatchObject({ number: 12, externalId: 4, trigger: null, cron: null, deployId: null });
    expect(stage).toMatchObject({ kind: null, type: null, labels: null, dependsOn: [] });
    expect(stage?.steps[1]).toMatchObject({
      externalId: 9,
      startedAt: null,
      image: null,
      dependsOn: null,
      detached: null,
    });
  });
});

describe('Drone 2.25', () => {
  const build = decodeBuild(
    sampleBuild({
      event: 'promote',
      parent: 17,
      trigger: 'mia',
      before: 'b0',
      after: 'a1',
      source_repo: 'fork/shop',
      deploy_to: 'production',
      deploy_id: 88,
      params: { TEXT: 'x', COUNT: 3, ON: true, NONE: null, LIST: [1] },
      debug: true,
      field_of_tomorrow: {},
      stages: [
        sampleStage({
          machine: 'runner-1',
          depends_on: ['build'],
          labels: { zone: 'eu' },
          limit: 2,
          steps: [
            sampleStep({ image: 'drone/git:latest' }),
            sampleStep({
              id: 502,
              number: 2,
              name: 'lint',
              status: 'failure',
              errignore: true,
              error: 'boom',
              depends_on: ['clone'],
              image: 'node:20',
            }),
          ],
        }),
      ],
    }),
  );

  test('all of it becomes facts, unknown fields are ignored', () => {
    expect(build).toMatchObject({
      number: 1,
      externalId: 1001,
      parent: 17,
      trigger: 'mia',
      beforeSha: 'b0',
      afterSha: 'a1',
      sourceRepo: 'fork/shop',
      deployTo: 'production',
      deployId: 88,
      params: { TEXT: 'x', COUNT: '3', ON: 'true', NONE: '', LIST: '[1]' },
      createdAt: new Date(1_700_000_000_000),
      startedAt: new Date(1_700_000_001_000),
      finishedAt: new Date(1_700_000_300_000),
      version: 3,
    });
    expect(build.stages[0]).toMatchObject({
      externalId: 31,
      machine: 'runner-1',
      dependsOn: ['build'],
      labels: { zone: 'eu' },
      stoppedAt: new Date(1_700_000_299_000),
    });
  });

  test('the id of a step is its own; step_id is that of the stage', () => {
    expect(build.stages[0]?.steps.map(step => step.externalId)).toEqual([501, 502]);
  });

  test('what is left out of a step is empty when the runner tells of another step', () => {
    expect(build.stages[0]?.steps[0]).toMatchObject({ dependsOn: [], detached: false, errorIgnored: false });
    expect(build.stages[0]?.steps[1]).toMatchObject({
      dependsOn: ['clone'],
      detached: false,
      errorIgnored: true,
      error: 'boom',
    });
  });
});

describe('values', () => {
  test('0 and empty text are unknown', () => {
    const build = decodeBuild(
      sampleBuild({ started: 0, updated: 0, parent: 0, deploy_id: 0, action: '', title: '', params: {} }),
    );
    expect(build).toMatchObject({
      startedAt: null,
      updatedAt: null,
      parent: null,
      deployId: null,
      action: null,
      title: null,
      params: null,
      stages: [],
    });
  });

  test('null is as good as absent', () => {
    const build = decodeBuild(
      sampleBuild({ title: null, params: null, stages: [sampleStage({ steps: null, depends_on: null })] }),
    );
    expect(build).toMatchObject({ title: null, params: null });
    expect(build.stages[0]).toMatchObject({ steps: [], dependsOn: [] });
  });

  test('times that run backwards, or lie before 1970, are kept', () => {
    const [step] = stepsOf(sampleStep({ started: 1_700_000_009, stopped: 1_700_000_001 }));
    expect(step?.stoppedAt).toEqual(new Date(1_700_000_001_000));
    expect(decodeBuild(sampleBuild({ started: -5 })).startedAt).toEqual(new Date(-5000));
  });

  test.each([2 ** 31, 3_221_225_477, 2 ** 32, -1, -(2 ** 40), Number.MAX_SAFE_INTEGER])(
    'a number of %s is read as it is, wherever Drone has 64 bits',
    wide => {
      const sent = { id: wide, version: wide, exit_code: wide };
      const { stages, ...build } = decodeBuild(
        sampleBuild({
          ...{ id: wide, number: Math.abs(wide), parent: wide, deploy_id: wide, version: wide },
          stages: [sampleStage({ ...sent, steps: [sampleStep(sent)] })],
        }),
      );
      const read = { externalId: wide, version: wide, exitCode: wide };
      expect(build).toMatchObject({ externalId: wide, number: Math.abs(wide), parent: wide, deployId: wide });
      expect(stages).toMatchObject([{ ...read, steps: [read] }]);
      expect(decodeRepos([sampleRepo({ id: wide, counter: Math.abs(wide) })]).entries).toMatchObject([
        { externalId: wide, counter: Math.abs(wide) },
      ]);
    },
  );

  test('times between seconds are those of their second', () => {
    const { createdAt, startedAt } = decodeBuild(
      sampleBuild({ created: 1_700_000_000.9, started: 1_700_000_001.2 }),
    );
    expect([createdAt, startedAt]).toEqual([new Date(1_700_000_000_000), new Date(1_700_000_001_000)]);
  });

  test('times of nanoseconds are no times, and cost nothing else', () => {
    const [step] = stepsOf(sampleStep({ started: 1_700_000_001_000_000_000, stopped: 1_700_000_009 }));
    expect(step).toMatchObject({ startedAt: null, stoppedAt: new Date(1_700_000_009_000) });
  });

  test('a cron build of Drone 1.1 to 1.3 is told from a push by its job or its trigger', () => {
    expect(decodeBuild(sampleBuild({ cron: 'nightly', trigger: 'mia' })).event).toBe('cron');
    expect(decodeBuild(sampleBuild({ trigger: '@cron' })).event).toBe('cron');
    expect(decodeBuild(sampleBuild({ cron: 'nightly', event: 'promote' })).event).toBe('promote');
    expect(decodeBuild(sampleBuild()).event).toBe('push');
  });
});

describe('what cannot be relied on is an error that names the place', () => {
  test.each(['id', 'number', 'status', 'event', 'created', 'version'])('a build without %s', field => {
    const { [field]: _, ...rest } = sampleBuild();
    expect(() => decodeBuild(rest)).toThrow(field);
  });

  test('a build that was never created', () => {
    expect(() => decodeBuild(sampleBuild({ created: 0 }))).toThrow('a build without a time of creation');
  });

  test('a number that JSON does not keep all digits of: another one would be stored', () => {
    const sent = '{"id": 9007199254740993}';
    const refused = /about 9007199254740992: beyond 9007199254740991, where numbers of JSON lose digits/;
    const { id } = JSON.parse(sent);
    expect(() => decodeBuild(sampleBuild({ id }))).toThrow(refused);
    expect(decodeBuildList([sampleBuild({ number: id }), sampleBuild()])).toMatchObject({
      entries: [{ number: 1 }],
      odd: [
        {
          number: null,
          name: 'entry 1',
          reason: expect.stringMatching(/number: about 9007199254740992: beyond/),
        },
      ],
    });
    expect(decodeRepos([sampleRepo({ id }), sampleRepo()])).toMatchObject({
      entries: [{ externalId: 7 }],
      odd: [{ reason: expect.stringMatching(refused) }],
    });
  });

  test('more stages or steps than a pipeline can have', () => {
    expect(() => stepsOf(sampleStep({ number: 2 ** 31 }))).toThrow('no pipeline is so long');
  });

  test('an unknown status, in a build, a stage or a step', () => {
    expect(() => decodeBuild(sampleBuild({ status: 'started' }))).toThrow('unknown status');
    expect(() => stagesOf({ stages: [sampleStage({ status: 'started' })] })).toThrow('unknown status');
    expect(() => stepsOf(sampleStep({ status: 'started' }))).toThrow('unknown status');
  });
});

describe('lists', () => {
  test('one odd build does not hide the others', () => {
    const { entries: builds } = decodeBuildList([
      sampleBuild({ number: 2, status: 'started' }),
      sampleBuild(),
    ]);
    expect(builds.map(build => [build.number, build.status])).toEqual([
      [2, 'pending'],
      [1, 'success'],
    ]);
  });

  test('null is an empty list', () => expect(decodeBuildList(null)).toEqual({ entries: [], odd: [] }));
});
