import { describe, expect, test } from 'vitest';
import { type ClockedBuild, runnerOffsets } from './runner-clock';

const CREATED_S = 1_772_442_000;
const YEAR_2099_S = 4_070_908_800;

/** A minute on one runner that is 50 s ahead. */
function aClockedBuild(change: Partial<ClockedBuild['stages'][number]> = {}): ClockedBuild {
  const stage = {
    machine: 'runner-3',
    status: 'success',
    startedS: CREATED_S + 50,
    stoppedS: CREATED_S + 110,
    updatedS: CREATED_S + 60,
    ...change,
  };
  return { createdS: CREATED_S, startedS: CREATED_S, finishedS: CREATED_S + 60, stages: [stage] };
}

const times = (n: number, build: ClockedBuild) => Array.from({ length: n }, () => build);
const offsets = (builds: readonly ClockedBuild[]) =>
  [...runnerOffsets(builds)].map(([machine, { offsetS }]) => [machine, offsetS]);

describe('runnerOffsets', () => {
  test('three stages of a day say how far a clock is off, two do not', () => {
    expect(offsets(times(3, aClockedBuild()))).toEqual([['runner-3', 50]]);
    expect(offsets(times(2, aClockedBuild()))).toEqual([]);
  });

  test('a clock that nobody set says 1970, and that counts', () => {
    const unset = aClockedBuild({ startedS: 100, stoppedS: 160 });
    expect(offsets(times(3, unset))).toEqual([['runner-3', 160 - (CREATED_S + 60)]]);
  });

  test.each<[string, Partial<ClockedBuild['stages'][number]>]>([
    ['a runner in 2099', { startedS: YEAR_2099_S, stoppedS: YEAR_2099_S + 60 }],
    ['a server that says 1970', { updatedS: 7 }],
    ['a server that says milliseconds', { updatedS: CREATED_S * 1000 }],
    ['a server before all time', { updatedS: -62_135_596_800 }],
  ])('%s says nothing, and keeps the others of its day from nothing', (_, change) => {
    expect(offsets(times(5, aClockedBuild(change)))).toEqual([]);
    expect(offsets([...times(5, aClockedBuild(change)), ...times(3, aClockedBuild())])).toEqual([
      ['runner-3', 50],
    ]);
  });

  test('nor does it where the stages tell no time of the server', () => {
    const none = { updatedS: null };
    expect(offsets(times(5, aClockedBuild(none)))).toEqual([['runner-3', 50]]);
    const far = { ...none, startedS: YEAR_2099_S, stoppedS: YEAR_2099_S + 60 };
    expect(offsets(times(5, aClockedBuild(far)))).toEqual([]);
  });
});
