import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aBrokenBuild, aScript, runScript } from '@/tests/world/build-scripts';
import type { PathBuild, PathStage, PathStep } from './build-plan';
import { criticalPath } from './critical-path';

type Times = readonly [startedS: number | null, stoppedS: number | null];

function step(name: string, [startedS, stoppedS]: Times, dependsOn: string[] | null = null): PathStep {
  return { name, startedS, stoppedS, dependsOn, detached: false };
}

function stage(
  name: string,
  [startedS, stoppedS]: Times,
  steps: PathStep[],
  dependsOn: string[] = [],
): PathStage {
  return { name, startedS, stoppedS, dependsOn, steps };
}

/** The path in words: seconds, `queue` where the stage had not started, the stage, its step. */
function tell(finishedS: number, stages: PathStage[], createdS = 0): string[] {
  return criticalPath({ createdS, finishedS, stages }).map(stretch => {
    const of = stretch.stage === null ? undefined : stages[stretch.stage];
    const where = stretch.step === null ? of?.name : `${of?.name}/${of?.steps[stretch.step]?.name}`;
    return `${stretch.fromS}-${stretch.untilS} ${stretch.queued ? 'queue ' : ''}${where ?? 'nobody'}`;
  });
}

describe('steps of a stage', () => {
  test('of an old server run one after the other', () => {
    const steps = [step('clone', [6, 10]), step('build', [10, 50]), step('test', [51, 90])];
    expect(tell(92, [stage('ci', [5, 91], steps)])).toEqual([
      '0-5 queue ci',
      '5-6 ci',
      '6-10 ci/clone',
      '10-50 ci/build',
      '50-51 ci',
      '51-90 ci/test',
      '90-91 ci',
      '91-92 nobody',
    ]);
  });

  test('of an old server that overlap ran side by side', () => {
    const steps = [
      step('clone', [0, 10]),
      step('lint', [10, 30]),
      step('test', [10, 80]),
      step('push', [80, 90]),
    ];
    expect(tell(90, [stage('ci', [0, 90], steps)])).toEqual([
      '0-10 ci/clone',
      '10-80 ci/test',
      '80-90 ci/push',
    ]);
  });

  test('of a graph: the last of those that a step waited for', () => {
    const steps = [
      step('push', [80, 90], ['lint', 'test']),
      step('test', [10, 80], ['clone']),
      step('lint', [10, 30], ['clone']),
      step('clone', [0, 10], []),
      step('report', [30, 85], ['lint']),
    ];
    expect(tell(90, [stage('ci', [0, 90], steps)])).toEqual([
      '0-10 ci/clone',
      '10-80 ci/test',
      '80-90 ci/push',
    ]);
  });

  test('a step that depends on nothing waited for nothing, whatever had stopped', () => {
    const steps = [step('clone', [1, 10], []), step('build', [1, 9], []), step('wait', [20, 60], [])];
    expect(tell(60, [stage('ci', [0, 60], steps)])).toEqual(['0-20 ci', '20-60 ci/wait']);
  });

  test('ties go to the step that ran longer, then to the earlier one', () => {
    const steps = [
      step('a', [20, 60], []),
      step('b', [0, 60], []),
      step('c', [0, 60], []),
      step('d', [60, 70], ['c', 'b', 'a']),
    ];
    expect(tell(70, [stage('ci', [0, 70], steps)])).toEqual(['0-60 ci/b', '60-70 ci/d']);
  });

  test('steps of equal seconds keep their order', () => {
    const names = ['a', 'b', 'c', 'd'];
    const known = names.map((name, i) => step(name, [i < 3 ? 5 : 6, i < 3 ? 5 : 9], names.slice(i - 1, i)));
    const unknown = known.map(one => ({ ...one, dependsOn: null }));
    for (const rest of [known, unknown]) {
      const steps = [step('clone', [0, 5], []), ...rest.slice(1)];
      expect(tell(9, [stage('ci', [0, 9], steps)])).toEqual(['0-5 ci/clone', '5-6 ci', '6-9 ci/d']);
    }
  });

  test.each<[string, Times]>([
    ['without times', [null, null]],
    ['with times', [50, 50]],
  ])('a skipped step %s is looked through', (_, times) => {
    const steps = [
      step('clone', [0, 10], []),
      step('test', [10, 50], ['clone']),
      step('push', times, ['test']),
      step('tag', times, ['push']),
      step('tell', [52, 60], ['tag']),
    ];
    expect(tell(60, [stage('ci', [0, 60], steps)])).toEqual([
      '0-10 ci/clone',
      '10-50 ci/test',
      '50-52 ci',
      '52-60 ci/tell',
    ]);
  });

  test('where a step is missing that another names, that one waited for what had stopped', () => {
    const steps = [
      step('clone', [0, 10], []),
      step('lint', [10, 30], ['clone']),
      step('test', [10, 50], ['clone']),
      step('slow', [10, 55], ['clone']),
      step('tell', [51, 60], ['only on tags']),
    ];
    expect(tell(60, [stage('ci', [0, 60], steps)])).toEqual([
      '0-10 ci/clone',
      '10-50 ci/test',
      '50-51 ci',
      '51-60 ci/tell',
    ]);
  });

  test('so also where the step that names it never ran itself', () => {
    const steps = [
      step('clone', [0, 50], []),
      step('push', [null, null], ['only on tags']),
      step('tell', [50, 60], ['push']),
    ];
    expect(tell(60, [stage('ci', [0, 60], steps)])).toEqual(['0-50 ci/clone', '50-60 ci/tell']);
  });

  test('many that never ran are looked through, layer by layer', () => {
    const layers = Array.from({ length: 40 }, (_, layer) => layer);
    const skipped = layers.flatMap(layer => {
      const names = layer === 0 ? ['clone'] : [`a${layer - 1}`, `b${layer - 1}`];
      return [step(`a${layer}`, [null, null], names), step(`b${layer}`, [null, null], names)];
    });
    const steps = [step('clone', [0, 10], []), ...skipped, step('tell', [12, 20], ['a39', 'b39'])];
    expect(tell(20, [stage('ci', [0, 20], steps)])).toEqual(['0-10 ci/clone', '10-12 ci', '12-20 ci/tell']);
  });

  test('a circle is cut open', () => {
    const steps = [step('a', [0, 10], ['c']), step('b', [10, 20], ['a']), step('c', [20, 30], ['b', 'c'])];
    expect(tell(30, [stage('ci', [0, 30], steps)])).toEqual(['0-10 ci', '10-20 ci/b', '20-30 ci/c']);
  });

  test('a step that stopped after its stage, or never said so, is cut off', () => {
    const steps = [step('clone', [0, 10], []), step('test', [10, 70], ['clone'])];
    expect(tell(60, [stage('ci', [0, 60], steps)])).toEqual(['0-10 ci/clone', '10-60 ci/test']);
    const endless = [step('clone', [0, 10], []), step('test', [10, null], ['clone'])];
    expect(tell(62, [stage('ci', [0, 60], endless)])).toEqual([
      '0-10 ci/clone',
      '10-60 ci/test',
      '60-62 nobody',
    ]);
  });
});

describe('services and detached steps', () => {
  test('let go on who waits for them, and hold nothing up', () => {
    const steps = [
      step('clone', [1, 10], []),
      { ...step('postgres', [10, 90], ['clone']), detached: true },
      step('test', [12, 90], ['postgres']),
    ];
    expect(tell(90, [stage('ci', [0, 90], steps)])).toEqual([
      '0-1 ci',
      '1-10 ci/clone',
      '10-12 ci',
      '12-90 ci/test',
    ]);
  });

  test('are derived from their times where the server does not give them', () => {
    const steps = [
      step('clone', [0, 10]),
      step('postgres', [10, 90]),
      step('redis', [10, 91]),
      step('build', [11, 40]),
      step('test', [40, 90]),
      step('push', [90, 90]),
    ];
    expect(tell(91, [stage('ci', [0, 91], steps)])).toEqual([
      '0-10 ci/clone',
      '10-11 ci',
      '11-40 ci/build',
      '40-90 ci/test',
      '90-91 ci',
    ]);
  });

  test.each<[string, PathStep[], string[]]>([
    [
      'ends long after the last one',
      [step('clone', [0, 10]), step('test', [10, 80]), step('lint', [10, 30])],
      ['0-10 ci/clone', '10-80 ci/test'],
    ],
    [
      'starts after the last one',
      [step('clone', [0, 10]), step('push', [79, 80]), step('test', [10, 79])],
      ['0-10 ci/clone', '10-79 ci/test', '79-80 ci/push'],
    ],
  ])('a step of an old server that %s is none', (_, steps, path) => {
    expect(tell(80, [stage('ci', [0, 80], steps)])).toEqual(path);
  });

  test('alone in a stage leave it without steps', () => {
    const steps = [{ ...step('postgres', [10, 90], []), detached: true }];
    expect(tell(90, [stage('ci', [5, 90], steps)])).toEqual(['0-5 queue ci', '5-90 ci']);
  });
});

describe('stages', () => {
  const test1 = [step('test', [6, 50], [])];

  test('in a chain: the queue begins when the stage before has stopped', () => {
    const stages = [
      stage('test', [5, 51], test1),
      stage('deploy', [58, 70], [step('push', [59, 70], [])], ['test']),
    ];
    expect(tell(70, stages)).toEqual([
      '0-5 queue test',
      '5-6 test',
      '6-50 test/test',
      '50-51 test',
      '51-58 queue deploy',
      '58-59 deploy',
      '59-70 deploy/push',
    ]);
  });

  test('in a diamond: by the branch that stopped last', () => {
    const stages = [
      stage('deploy', [62, 70], [], ['amd64', 'arm64']),
      stage('arm64', [20, 60], [step('build', [20, 60], [])], ['test']),
      stage('amd64', [12, 30], [step('build', [12, 30], [])], ['test']),
      stage('test', [2, 10], [step('test', [2, 10], [])]),
    ];
    expect(tell(70, stages)).toEqual([
      '0-2 queue test',
      '2-10 test/test',
      '10-20 queue arm64',
      '20-60 arm64/build',
      '60-62 queue deploy',
      '62-70 deploy',
    ]);
  });

  test('independent ones: the last to stop', () => {
    const stages = [stage('a', [5, 51], test1), stage('b', [30, 60], [])];
    expect(tell(60, stages)).toEqual(['0-30 queue b', '30-60 b']);
  });

  test('behind a stage that was skipped since another failed', () => {
    const stages = [
      stage('test', [5, 50], []),
      stage('deploy', [50, 50], [], ['test']),
      stage('tell', [53, 60], [], ['deploy']),
    ];
    expect(tell(60, stages)).toEqual(['0-5 queue test', '5-50 test', '50-53 queue tell', '53-60 tell']);
  });

  test('one that waited for an approval, or for a runner, was queued', () => {
    expect(tell(4000, [stage('ci', [3900, 4000], [])])).toEqual(['0-3900 queue ci', '3900-4000 ci']);
  });

  test('one that never started waited to the end of the build', () => {
    const stages = [stage('test', [5, 50], []), stage('deploy', [null, null], [], ['test'])];
    expect(tell(600, stages)).toEqual(['0-5 queue test', '5-50 test', '50-600 queue deploy']);
    expect(tell(600, [stage('ci', [null, null], [])])).toEqual(['0-600 queue ci']);
    expect(tell(600, [stage('ci', [600, 600], [])])).toEqual(['0-600 queue ci']);
  });
});

describe('builds', () => {
  test('without stages were held up by nobody', () => {
    expect(tell(7, [])).toEqual(['0-7 nobody']);
  });

  test('that took no time, or finished before they were created, have no path', () => {
    expect(tell(7, [stage('ci', [7, 7], [])], 7)).toEqual([]);
    expect(tell(3, [stage('ci', [1, 9], [])], 7)).toEqual([]);
  });

  test('killed while one stage ran and another was queued: the one that ran', () => {
    const stages = [
      stage('queued', [100, 100], []),
      stage(
        'ci',
        [5, 103],
        [
          step('clone', [5, 10], []),
          step('test', [10, 103], ['clone']),
          step('tell', [null, null], ['test']),
        ],
      ),
    ];
    expect(tell(100, stages)).toEqual(['0-5 queue ci', '5-10 ci/clone', '10-100 ci/test']);
  });

  test('whose runners have other clocks: times are clipped', () => {
    const ahead = [
      stage('test', [15, 50], [step('test', [16, 50], [])]),
      stage('deploy', [42, 80], [], ['test']),
    ];
    expect(tell(80, ahead)).toEqual(['0-15 queue test', '15-16 test', '16-42 test/test', '42-80 deploy']);
    const behind = [
      stage('ci', [-60, 20], [step('clone', [-60, -40], []), step('test', [-40, 20], ['clone'])]),
    ];
    expect(tell(80, behind)).toEqual(['0-20 ci/test', '20-80 nobody']);
    const farAhead = [stage('ci', [3600, 3680], [step('test', [3600, 3680], [])])];
    expect(tell(80, farAhead)).toEqual(['0-80 queue ci']);
  });

  test('any: stretches cover the build without gap or overlap', () => {
    fc.assert(
      fc.property(aBrokenBuild, build => {
        let atS = build.createdS;
        let before: unknown = null;
        for (const { fromS, untilS, ...where } of criticalPath(build)) {
          expect(fromS).toBe(atS);
          expect(untilS).toBeGreaterThan(fromS);
          expect(where).not.toEqual(before);
          if (where.step !== null) expect(stepAt(build, where)).toBeDefined();
          [atS, before] = [untilS, where];
        }
        expect(atS).toBe(Math.max(build.createdS, build.finishedS));
      }),
      { numRuns: 1000 },
    );
  });

  test('any that ran by the book: each stretch lies in the time of what it names', () => {
    fc.assert(
      fc.property(aScript, ({ stages, tailS }) => {
        const { build } = runScript(stages, tailS);
        for (const stretch of criticalPath(build)) {
          const of = build.stages[stretch.stage ?? -1];
          const [from, until] = spanOf(build, stretch);
          expect(stretch.fromS).toBeGreaterThanOrEqual(from);
          expect(stretch.untilS).toBeLessThanOrEqual(until);
          if (stretch.queued) expect(stretch.untilS).toBe(of?.startedS);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function stepAt(
  { stages }: PathBuild,
  { stage: of, step: at }: { stage: number | null; step: number | null },
) {
  return stages[of ?? -1]?.steps[at ?? -1];
}

/** Where a stretch may lie: in its step, in its stage, before its stage, or after all stages. */
function spanOf(build: PathBuild, stretch: { queued: boolean; stage: number | null; step: number | null }) {
  const of = build.stages[stretch.stage ?? -1];
  const timed = stepAt(build, stretch) ?? of;
  if (timed === undefined) {
    return [
      Math.max(build.createdS, ...build.stages.map(({ stoppedS }) => stoppedS ?? 0)),
      build.finishedS,
    ] as const;
  }
  if (!stretch.queued) return [timed.startedS ?? Number.NaN, timed.stoppedS ?? Number.NaN] as const;
  const stops = build.stages.flatMap(other =>
    of?.dependsOn.includes(other.name) ? [other.stoppedS ?? 0] : [],
  );
  return [Math.max(build.createdS, ...stops), of?.startedS ?? Number.NaN] as const;
}
