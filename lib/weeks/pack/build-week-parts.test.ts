import { describe, expect, test, vi } from 'vitest';
import { STATUSES } from '@/lib/facts/vocabulary';
import { dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import {
  BUILD_COLUMNS,
  type BuildParts,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  STAGE_COLUMNS,
  STEP_COLUMNS,
} from '../format/build-parts';
import { BUILD_FLAG, EVENTS, PATH_FLAG, STEP_FLAG } from '../format/codes';
import { UNKNOWN } from '../format/columns';
import { TableWriter } from '../format/table-writer';
import { buildWeekParts } from './build-week-parts';
import type { Facts } from './week-facts';

/** Monday, 2 March 2026, 09:00 in Berlin. */
const T0 = Date.parse('2026-03-02T08:00:00Z') / 1000;
const SUCCESS = 'success';

interface AStep {
  name: string;
  at: readonly [from: number | null, until: number | null];
  status?: string;
  after?: string[] | null;
  detached?: boolean;
  ignored?: boolean;
  logged?: boolean;
}
interface AStage {
  name: string;
  at: readonly [from: number | null, until: number | null];
  status?: string;
  after?: string[];
  machine?: string | null;
  /** Unlike the build's. */
  createdAt?: number;
  steps?: AStep[];
}
interface ABuild {
  /** Seconds from T0. */
  created?: number;
  started?: number | null;
  finished: number;
  status?: string;
  event?: string;
  person?: string | null;
  isDefault?: boolean;
  isCron?: boolean;
  isRerun?: boolean;
  pushedAt?: number;
  approvalS?: number;
  stages?: AStage[];
  caches?: ACache[];
}

interface ACache {
  series: number;
  kind: string;
  tool: string;
  hits: number | null;
  misses: number | null;
  missMs: number | null;
}

const OTHER: ABuild = {
  finished: 7,
  stages: [{ name: 'other', at: [1, 6], machine: 'runner-9', steps: [{ name: 'one', at: [2, 5] }] }],
  caches: [{ series: 7, kind: 'registry', tool: 'docker', hits: 1, misses: 1, missMs: 1 }],
};

function noFacts(): Facts {
  return {
    builds: {
      number: [],
      droneId: [],
      status: [],
      event: [],
      person: [],
      createdS: [],
      startedS: [],
      finishedS: [],
      onDefaultBranch: [],
      cron: [],
      rerun: [],
      parentCreatedS: [],
      approvalS: [],
      isUnclear: [],
      isOpen: [],
      stagesUntil: [],
      cachesUntil: [],
    },
    stages: {
      name: [],
      status: [],
      machine: [],
      createdS: [],
      startedS: [],
      stoppedS: [],
      type: [],
      hasLostStart: [],
      wasBlocked: [],
      dependsOn: [],
      stepsUntil: [],
    },
    steps: {
      name: [],
      status: [],
      detached: [],
      startedS: [],
      stoppedS: [],
      dependsOn: [],
      errorIgnored: [],
      logged: [],
    },
    caches: { seriesId: [], kind: [], tool: [], hits: [], misses: [], missMs: [] },
  };
}

/** Adds a build; the times of its stages and steps are seconds after its creation. */
function addBuild({ builds, stages, steps, caches }: Facts, build: ABuild): void {
  const number = builds.number.length + 1;
  const created = T0 + (build.created ?? 0);
  const at = (seconds: number | null) => (seconds === null ? null : created + seconds);
  for (const stage of build.stages ?? []) {
    for (const step of stage.steps ?? []) {
      steps.name.push(step.name);
      steps.status.push(step.status ?? SUCCESS);
      steps.detached.push(step.detached ?? false);
      steps.startedS.push(at(step.at[0]));
      steps.stoppedS.push(at(step.at[1]));
      steps.dependsOn.push(step.after ?? null);
      steps.errorIgnored.push(step.ignored ?? false);
      steps.logged.push(step.logged ?? false);
    }
    stages.name.push(stage.name);
    stages.status.push(stage.status ?? SUCCESS);
    stages.machine.push(stage.machine === undefined ? 'runner-1' : stage.machine);
    stages.createdS.push(at(stage.createdAt ?? 0));
    stages.startedS.push(at(stage.at[0]));
    stages.stoppedS.push(at(stage.at[1]));
    stages.type.push('docker');
    stages.hasLostStart.push(false);
    stages.wasBlocked.push(false);
    stages.dependsOn.push(stage.after ?? []);
    stages.stepsUntil.push(steps.name.length);
  }
  for (const { series, ...cache } of build.caches ?? []) {
    caches.seriesId.push(series);
    caches.kind.push(cache.kind);
    caches.tool.push(cache.tool);
    caches.hits.push(cache.hits);
    caches.misses.push(cache.misses);
    caches.missMs.push(cache.missMs);
  }
  builds.number.push(number);
  builds.droneId.push(900 + number);
  builds.status.push(build.status ?? SUCCESS);
  builds.event.push(build.event ?? 'push');
  builds.person.push(build.person === undefined ? 'ada' : build.person);
  builds.createdS.push(created);
  builds.startedS.push(build.started === undefined ? created + 5 : at(build.started));
  builds.finishedS.push(created + build.finished);
  builds.onDefaultBranch.push(build.isDefault ?? false);
  builds.cron.push(build.isCron ?? false);
  builds.rerun.push(build.isRerun ?? false);
  builds.parentCreatedS.push(build.pushedAt === undefined ? null : T0 + build.pushedAt);
  builds.approvalS.push(build.approvalS ?? 0);
  builds.isUnclear.push(false);
  builds.isOpen.push(false);
  builds.stagesUntil.push(stages.name.length);
  builds.cachesUntil.push(caches.kind.length);
}

/** Packs builds that are numbered from 1, the last ones of those read together: others lie before them. */
function pack(given: ABuild[], timeZone = 'Europe/Berlin') {
  const facts = noFacts();
  addBuild(facts, OTHER);
  for (const build of given) addBuild(facts, build);
  facts.builds.number.forEach((_, index) => {
    facts.builds.number[index] = index;
    facts.builds.droneId[index] = 900 + index;
  });
  addBuild(facts, OTHER);
  const names = new SeriesNames();
  const frame = buildWeekParts(
    { facts, buildsFrom: 1, buildsUntil: given.length + 1 },
    {
      series: names,
      logins: new Map([['ada', 71]]),
      calendar: createLocalCalendar(timeZone),
      monday: dayNumber('2026-03-02'),
    },
  );
  return { ...frame, names, ...tell(frame, names) };
}

/** Ids as they are asked for, and back. */
class SeriesNames {
  readonly known = ['none'];

  get(pipeline: string, step: string): number {
    const name = `${pipeline}/${step}`;
    const index = this.known.indexOf(name);
    return index >= 0 ? index : this.known.push(name) - 1;
  }
}

/** Path, stages and steps in words. */
function tell({ builds, path, stages, steps }: BuildParts, { known }: SeriesNames) {
  const shown = (seconds: number | undefined) => (seconds === UNKNOWN ? 'never' : seconds);
  let from = 0;
  const paths = Array.from(builds.pathUntil, until => {
    const stretches = Array.from({ length: until - from }, (_, i) => {
      const queued = (path.flags[from + i] ?? 0) & PATH_FLAG.queued ? ' queued' : '';
      return `${known[path.seriesId[from + i] ?? 0]}${queued} until ${path.untilS[from + i]}`;
    });
    from = until;
    return stretches;
  });
  const stageLines = Array.from(stages.build, (build, i) => {
    const times = `start ${shown(stages.startS[i])}, queue ${shown(stages.queueS[i])}`;
    return `${build} ${known[stages.seriesId[i] ?? 0]}: ${times}, dependency ${stages.dependencyS[i]}, run ${shown(stages.runS[i])}`;
  });
  const stepLines = Array.from(steps.build, (build, i) => {
    const flags = Object.entries(STEP_FLAG).flatMap(([name, bit]) =>
      (steps.flags[i] ?? 0) & bit ? name : [],
    );
    const times = `${shown(steps.startS[i])}–${shown(steps.stopS[i])}, exclusive ${steps.exclusiveS[i]}`;
    return `${build} ${known[steps.seriesId[i] ?? 0]}: ${STATUSES[steps.status[i] ?? 0]} ${times} ${flags.join('+')}`;
  });
  return { paths, stageLines, stepLines };
}

describe('a build', () => {
  test('of one pipeline: times, path, stage and steps', () => {
    const { builds, paths, stageLines, stepLines, names, stages } = pack([
      {
        created: 100,
        finished: 95,
        stages: [
          {
            name: 'ci',
            at: [10, 92],
            steps: [
              { name: 'clone', at: [12, 20], after: [] },
              { name: 'test', at: [20, 80], after: ['clone'] },
              { name: 'lint', at: [20, 50], after: ['clone'] },
              { name: 'push', at: [80, 90], after: ['test', 'lint'] },
            ],
          },
        ],
      },
    ]);
    expect(paths).toEqual([
      [
        'ci/ queued until 10',
        'ci/ until 12',
        'ci/clone until 20',
        'ci/test until 80',
        'ci/push until 90',
        'ci/ until 92',
        '/ until 95',
      ],
    ]);
    expect(stageLines).toEqual(['0 ci/: start 10, queue 10, dependency 0, run 82']);
    expect(new Set(stepLines)).toEqual(
      new Set([
        '0 ci/clone: success 12–20, exclusive 8 timed+onPath',
        '0 ci/test: success 20–80, exclusive 30 timed+onPath',
        '0 ci/lint: success 20–50, exclusive 0 timed',
        '0 ci/push: success 80–90, exclusive 10 timed+onPath',
      ]),
    );
    expect([builds.createdS[0], builds.waitS[0], builds.queueS[0], builds.runS[0]]).toEqual([
      T0 + 100,
      95,
      10,
      90,
    ]);
    expect([builds.number[0], builds.droneId[0], builds.loginId[0]]).toEqual([1, 901, 71]);
    expect(names.known[builds.pipelineId[0] ?? 0]).toBe('ci/');
    expect([builds.stagesUntil[0], stages.machines, stages.machine[0]]).toEqual([1, ['runner-1'], 1]);
  });

  test('of pipelines that wait for each other: no queue while the other runs, the build ends with the last', () => {
    const { builds, paths, stageLines, names, stages } = pack([
      {
        finished: 100,
        stages: [
          { name: 'build', at: [5, 40], machine: 'runner-2' },
          { name: 'deploy', at: [55, 100], after: ['build', 'lint'], machine: null },
          { name: 'lint', at: [5, 45], machine: 'runner-2' },
        ],
      },
    ]);
    expect(stageLines).toEqual([
      '0 build/: start 5, queue 5, dependency 0, run 35',
      '0 deploy/: start 55, queue 10, dependency 45, run 45',
      '0 lint/: start 5, queue 5, dependency 0, run 40',
    ]);
    expect(paths[0]).toEqual([
      'lint/ queued until 5',
      'lint/ until 45',
      'deploy/ queued until 55',
      'deploy/ until 100',
    ]);
    expect([builds.queueS[0], names.known[builds.pipelineId[0] ?? 0]]).toEqual([15, 'deploy/']);
    expect([stages.machines, [...stages.machine]]).toEqual([['runner-2'], [1, 0, 1]]);
  });

  test('without stages is nobody’s time but the repository’s', () => {
    const { builds, paths, names } = pack([{ finished: 30, started: null, status: 'error' }]);
    expect(paths).toEqual([['/ until 30']]);
    expect([builds.runS[0], builds.queueS[0], names.known[builds.pipelineId[0] ?? 0]]).toEqual([
      UNKNOWN,
      0,
      '/',
    ]);
    expect((builds.flags[0] ?? 0) & (BUILD_FLAG.hasStages | BUILD_FLAG.started)).toBe(0);
  });

  test('that waited for an approval has none of it in its wait, its queue, or the queue of its stage', () => {
    const facts = noFacts();
    addBuild(facts, {
      finished: 500,
      approvalS: 300,
      stages: [{ name: 'ci', at: [310, 500], steps: [{ name: 'test', at: [320, 500] }] }],
    });
    facts.stages.wasBlocked[0] = true;
    const series = new SeriesNames();
    const parts = buildWeekParts(
      { facts, buildsFrom: 0, buildsUntil: 1 },
      {
        series,
        logins: new Map(),
        calendar: createLocalCalendar('UTC'),
        monday: dayNumber('2026-03-02'),
      },
    );
    const { builds, stages, path } = parts;
    expect([builds.waitS[0], builds.approvalS[0], builds.queueS[0]]).toEqual([200, 300, 10]);
    expect(stages.queueS[0]).toBe(UNKNOWN);
    expect([...path.untilS]).toEqual([300, 310, 320, 500]);
    expect([...path.flags]).toEqual([PATH_FLAG.queued | PATH_FLAG.approval, PATH_FLAG.queued, 0, 0]);
  });

  test('a skipped stage is on no path, however late it was skipped', () => {
    const { paths } = pack([
      {
        finished: 20,
        stages: [
          { name: 'ci', at: [0, 12], steps: [{ name: 'test', at: [0, 12] }] },
          { name: 'notify', at: [20, 20], status: 'skipped', after: ['ci'] },
        ],
      },
    ]);
    expect(paths).toEqual([['ci/test until 12', '/ until 20']]);
  });

  test('flags, status, event, person', () => {
    const { builds } = pack([
      { finished: 1, isDefault: true, stages: [{ name: 'ci', at: [0, 1] }] },
      { finished: 1, isRerun: true, status: 'killed', event: 'tag', person: 'nobody knows', started: null },
      { finished: 1, isCron: true, event: 'cron', person: null },
      { finished: 1, event: 'promote', pushedAt: -500 },
      { finished: 1, event: 'something new' },
    ]);
    const flag = BUILD_FLAG;
    expect([...builds.flags]).toEqual([
      flag.onDefaultBranch | flag.hasStages | flag.started,
      flag.rerun,
      flag.cron | flag.started,
      flag.started,
      flag.started,
    ]);
    expect(Array.from(builds.event, code => EVENTS[code])).toEqual([
      'push',
      'tag',
      'cron',
      'promote',
      'other',
    ]);
    expect(Array.from(builds.status, code => STATUSES[code]).slice(0, 2)).toEqual(['success', 'killed']);
    expect([...builds.loginId]).toEqual([71, 0, 0, 71, 71]);
    expect([...builds.parentCreatedS]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN, T0 - 500, UNKNOWN]);
  });

  test('finishes on a day of the week, and was pushed at an hour of some week', () => {
    const hour = 3600;
    const { builds } = pack([
      { created: 0, finished: 60 },
      { created: 14 * hour, finished: 2 * hour },
      // Pushed on Sunday at 23:30, and on the Thursday two weeks before.
      { created: -9.5 * hour, finished: 10 * hour },
      { created: -(11 * 24) * hour, finished: 12 * 24 * hour },
      { created: 6 * 24 * hour + 14 * hour, finished: 59 * 60 },
    ]);
    expect([...builds.day]).toEqual([0, 1, 0, 1, 6]);
    expect([...builds.createdHour]).toEqual([9, 23, 6 * 24 + 23, 3 * 24 + 9, 6 * 24 + 23]);
  });
});

describe('steps', () => {
  test('which of them count in percentiles', () => {
    const steps: AStep[] = [
      { name: 'ok', at: [1, 5], logged: true },
      { name: 'instant', at: [5, 5] },
      { name: 'skipped', at: [5, 5], status: 'skipped' },
      { name: 'failed', at: [5, 7], status: 'failure', ignored: true },
      { name: 'service', at: [1, 9], detached: true },
      { name: 'no end', at: [7, null] },
      { name: 'never', at: [null, null], status: 'skipped' },
    ];
    const stage = { name: 'ci', at: [0, 10] as const, steps };
    const timed = (status: string) =>
      pack([{ finished: 10, status, stages: [stage] }])
        .stepLines.filter(line => line.includes('timed'))
        .map(line => /ci\/(.*):/.exec(line)?.[1]);
    expect(timed('success')).toEqual(['ok', 'instant']);
    expect(timed('failure')).toEqual([]);
    const lines = pack([{ finished: 10, stages: [stage] }]).stepLines;
    expect(lines.find(line => line.includes('no end'))).toContain('7–never');
    expect(lines.find(line => line.includes('ci/never'))).toContain('never–never');
    expect(lines.find(line => line.includes('service'))).toContain('detached');
    expect(lines.find(line => line.includes('failed'))).toContain('errorIgnored');
    expect(lines.filter(line => line.includes('logged'))).toEqual(
      lines.filter(line => line.includes('ci/ok')),
    );
  });

  test('lie side by side by series, then in the order of the builds', () => {
    const steps: AStep[] = [
      { name: 'b', at: [1, 5] },
      { name: 'a', at: [5, 9] },
      { name: 'b', at: [9, 10] },
    ];
    const { steps: packed } = pack(
      [1, 2, 3].map(() => ({ finished: 10, stages: [{ name: 'ci', at: [0, 10], steps }] })),
    );
    const order = Array.from(packed.seriesId, (id, i) => [id, packed.build[i], packed.startS[i]] as const);
    const sorted = order.toSorted(
      (x, y) => x[0] - y[0] || (x[1] ?? 0) - (y[1] ?? 0) || (x[2] ?? 0) - (y[2] ?? 0),
    );
    expect(order).toEqual(sorted);
    expect(packed.n).toBe(9);
  });

  test.each<[string, AStep[], string]>([
    ['none failed', [{ name: 'a', at: [0, 5] }], 'none'],
    [
      'the first of two to stop',
      [
        { name: 'a', at: [0, 9], status: 'failure' },
        { name: 'b', at: [0, 5], status: 'error' },
      ],
      'ci/b',
    ],
    [
      'the earlier in the pipeline of two that stopped at once',
      [
        { name: 'a', at: [0, 5], status: 'failure' },
        { name: 'b', at: [0, 5], status: 'failure' },
      ],
      'ci/a',
    ],
    [
      'not one whose failure is ignored',
      [
        { name: 'a', at: [0, 5], status: 'failure', ignored: true },
        { name: 'b', at: [5, 9], status: 'failure' },
      ],
      'ci/b',
    ],
    ['not one that was killed', [{ name: 'a', at: [0, 5], status: 'killed' }], 'none'],
    [
      'one without an end, where there is no other',
      [{ name: 'a', at: [0, null], status: 'failure' }],
      'ci/a',
    ],
  ])('which step failed: %s', (_, steps, expected) => {
    const { builds, names } = pack([
      { finished: 10, status: 'failure', stages: [{ name: 'ci', at: [0, 10], steps }] },
    ]);
    expect(names.known[builds.failedSeriesId[0] ?? -1]).toBe(expected);
  });
});

describe('stages', () => {
  test('that never ran have no queue and no run', () => {
    const { stageLines } = pack([
      {
        finished: 50,
        stages: [
          { name: 'a', at: [0, 20], status: 'failure' },
          { name: 'skipped', at: [20, 20], status: 'skipped', after: ['a'] },
          { name: 'never', at: [null, null], status: 'killed', after: ['a'] },
          { name: 'cut', at: [30, null], status: 'killed' },
        ],
      },
    ]);
    expect(stageLines).toEqual([
      '0 a/: start 0, queue 0, dependency 0, run 20',
      '0 skipped/: start never, queue never, dependency 20, run never',
      '0 never/: start never, queue never, dependency 20, run never',
      '0 cut/: start 30, queue 30, dependency 0, run never',
    ]);
  });
});

describe('caches', () => {
  test('know their build and tool; what a tool does not tell is unknown', () => {
    const npm = { series: 9, kind: 'packages', tool: 'npm', hits: null, misses: null, missMs: null };
    const layers = { series: 8, kind: 'layers', tool: 'buildkit', hits: 7, misses: 3, missMs: 1500 };
    const { caches } = pack([
      { finished: 1, caches: [npm] },
      { finished: 1, caches: [{ ...npm, hits: 1, misses: 0 }, layers] },
    ]);
    expect([...caches.build]).toEqual([1, 0, 1]);
    expect(Array.from(caches.tool, index => caches.tools[index])).toEqual(['buildkit', 'npm', 'npm']);
    expect([[...caches.hits], [...caches.misses], [...caches.missMs]]).toEqual([
      [7, UNKNOWN, 1],
      [3, UNKNOWN, 0],
      [1500, UNKNOWN, UNKNOWN],
    ]);
  });
});

test('caches of one step lie by kind, then by tool, whatever order they come in', () => {
  const cache = { series: 9, hits: 1, misses: 1, missMs: null };
  const { caches } = pack([
    {
      finished: 1,
      caches: [
        { ...cache, kind: 'packages', tool: 'yarn' },
        { ...cache, kind: 'packages', tool: 'npm' },
        { ...cache, kind: 'layers', tool: 'zot' },
      ],
    },
  ]);
  expect(caches.tools).toEqual(['zot', 'npm', 'yarn']);
  expect([...caches.tool]).toEqual([0, 1, 2]);
});

test('a week in which nothing finished has no entries', () => {
  const frame = pack([]);
  expect([frame.builds.n, frame.stages.n, frame.steps.n, frame.caches.n, frame.path.n]).toEqual([
    0, 0, 0, 0, 0,
  ]);
});

test('every column that the format has is filled', () => {
  const put = vi.spyOn(TableWriter.prototype, 'put');
  pack([OTHER]);
  const filled = new Map<object, Set<string>>();
  put.mock.contexts.forEach((writer, call) => {
    if (!(writer instanceof TableWriter)) throw new TypeError('put belongs to a writer');
    const column = put.mock.calls[call]?.[0];
    const [name = ''] = Object.entries(writer.to).find(([, of]) => of === column) ?? [];
    filled.set(writer, (filled.get(writer) ?? new Set()).add(name));
  });
  put.mockRestore();
  const named = [...filled.values()].map(names => [...names].sort().join());
  for (const spec of [BUILD_COLUMNS, STAGE_COLUMNS, STEP_COLUMNS, CACHE_COLUMNS, PATH_COLUMNS]) {
    expect(named).toContain(Object.keys(spec).sort().join());
  }
});
