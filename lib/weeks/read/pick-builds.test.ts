import { describe, expect, test } from 'vitest';
import { STATUSES } from '@/lib/facts/vocabulary';
import { BUILD_COLUMNS, STEP_COLUMNS } from '../format/build-parts';
import { BUILD_FLAG, STATUS, STEP_FLAG } from '../format/codes';
import { UNKNOWN } from '../format/columns';
import { fillColumns } from '../format/fill-columns';
import { BuildPicker, isTimed } from './pick-builds';

type BuildRow = Record<keyof typeof BUILD_COLUMNS, number>;
type StepRow = Record<keyof typeof STEP_COLUMNS, number>;
const NO_BUILD = Object.fromEntries(Object.keys(BUILD_COLUMNS).map(name => [name, 0])) as BuildRow;
const NO_STEP = Object.fromEntries(Object.keys(STEP_COLUMNS).map(name => [name, 0])) as StepRow;

const [OWN, ALSO, OTHER] = [1, 2, 3];
const builds = fillColumns(
  BUILD_COLUMNS,
  [0, 1, 2, 3].map(index => ({
    ...NO_BUILD,
    waitS: 100 + index,
    status: index === 3 ? STATUS.killed : STATUS.success,
    flags: index === 2 ? 0 : BUILD_FLAG.started,
  })),
);

function step(build: number, seriesId: number, stopS: number, change: Partial<StepRow> = {}): StepRow {
  return { ...NO_STEP, build, seriesId, stopS, status: STATUS.success, ...change };
}

/** The builds of a group that has two of three steps. */
function pick(rows: StepRow[], mask: Uint8Array | null = null): string[] {
  const marks = new Uint8Array(10);
  marks[OWN] = marks[ALSO] = 1;
  const sorted = rows.toSorted((a, b) => a.seriesId - b.seriesId);
  const group = { key: '', isWhole: false, steps: marks, pipelines: new Uint8Array(10) };
  return tell(new BuildPicker().pick(group, builds, fillColumns(STEP_COLUMNS, sorted), mask));
}

function tell(selected: ReturnType<BuildPicker['pick']>): string[] {
  return Array.from({ length: selected.n }, (_, i) => {
    const timed = isTimed(builds, selected, i) ? '' : ', not timed';
    return `${selected.index[i]}: ${selected.waitS[i]} s, ${STATUSES[selected.status[i] ?? 0]}${timed}`;
  });
}

describe('a group that is all of its repository', () => {
  const whole = { key: '', isWhole: true, steps: new Uint8Array(0), pipelines: new Uint8Array(0) };

  test('takes whole builds', () => {
    const picker = new BuildPicker();
    const all = [
      '0: 100 s, success',
      '1: 101 s, success',
      '2: 102 s, success, not timed',
      '3: 103 s, killed, not timed',
    ];
    expect(tell(picker.pick(whole, builds, null, null))).toEqual(all);
    expect(tell(picker.pick(whole, builds, null, Uint8Array.of(0, 1, 0, 1)))).toEqual([all[1], all[3]]);
  });
});

describe('a group that is told apart by its steps', () => {
  test('takes the builds that contain them, up to the last of them', () => {
    expect(
      pick([step(0, OWN, 40), step(0, ALSO, 70), step(0, OTHER, 99), step(1, OTHER, 50), step(3, ALSO, 30)]),
    ).toEqual(['0: 70 s, success', '3: 30 s, success']);
  });

  test('says nothing of its wait where the build broke off before the rest of its steps', () => {
    const skipped = { status: STATUS.skipped };
    expect(pick([step(3, OWN, 40), step(3, ALSO, 40, skipped)])).toEqual(['3: 40 s, success, not timed']);
    expect(pick([step(0, OWN, 40), step(0, ALSO, 40, skipped)])).toEqual(['0: 40 s, success']);
    expect(pick([step(3, OWN, 40), step(3, OTHER, 40, skipped)])).toEqual(['3: 40 s, success']);
  });

  test('ends with its steps, whatever became of the build', () => {
    const failed = { status: STATUS.failure };
    expect(
      pick([step(0, OWN, 40), step(0, OTHER, 70, failed), step(1, OWN, 40, failed), step(1, ALSO, 50)]),
    ).toEqual(['0: 40 s, success', '1: 50 s, failure, not timed']);
  });

  test.each([
    [STATUS.success, STATUS.killed, 'killed'],
    [STATUS.killed, STATUS.failure, 'failure'],
    [STATUS.failure, STATUS.error, 'error'],
    [STATUS.error, STATUS.success, 'error'],
  ])('of %i and %i the worse counts', (one, other, expected) => {
    const selected = pick([step(0, OWN, 5, { status: one }), step(0, ALSO, 6, { status: other })]);
    expect(selected).toEqual([`0: 6 s, ${expected}, not timed`]);
    const turned = pick([step(0, OWN, 6, { status: other }), step(0, ALSO, 5, { status: one })]);
    expect(turned).toEqual(selected);
  });

  test('a failure that is ignored is none', () => {
    const ignored = { status: STATUS.failure, flags: STEP_FLAG.errorIgnored };
    expect(pick([step(0, OWN, 5, ignored)])).toEqual(['0: 5 s, success']);
  });

  test('steps that were skipped, or never ended, are not in the build', () => {
    expect(
      pick([step(0, OWN, 5, { status: STATUS.skipped }), step(1, OWN, UNKNOWN), step(3, OWN, 7)]),
    ).toEqual(['3: 7 s, success']);
  });

  test('steps that ran beside the others do not make it longer, and alone they have no wait of their own', () => {
    const beside = { flags: STEP_FLAG.detached };
    expect(pick([step(0, OWN, 40), step(0, ALSO, 90, beside), step(1, ALSO, 90, beside)])).toEqual([
      '0: 40 s, success',
      '1: 101 s, success, not timed',
    ]);
  });

  test('a step that ended with the push counts, in no time', () => {
    expect(pick([step(0, OWN, 0)])).toEqual(['0: 0 s, success']);
  });

  test('builds that the filter leaves out, and those that never started', () => {
    const all = [0, 1, 2, 3].map(build => step(build, OWN, 5));
    expect(pick(all, Uint8Array.of(0, 1, 1, 0))).toEqual(['1: 5 s, success', '2: 5 s, success, not timed']);
  });

  test('cannot do without the steps', () => {
    const group = { key: '', isWhole: false, steps: new Uint8Array(2), pipelines: new Uint8Array(2) };
    expect(() => new BuildPicker().pick(group, builds, null, null)).toThrow(RangeError);
  });
});
