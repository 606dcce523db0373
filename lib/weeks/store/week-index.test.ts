import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WeekIndex, type WrittenWeek } from './week-index';
import type { WeekRun } from './week-run';

const WEEKS: WrittenWeek[] = [4, 2, 1, 3].flatMap(repoId =>
  [9, 7, 8].map(week => ({ repoId, week, sequence: 1 })),
);

function anIndex(joined = 1, replaced: WeekRun[] = []): WeekIndex {
  const index = new WeekIndex(joined, run => replaced.push(run));
  index.noteAll(WEEKS);
  return index;
}

const told = (runs: Iterable<WeekRun>) =>
  [...runs].map(({ repoId, first, weeks }) => `${repoId}/${first}: ${[...weeks.keys()].join(' ')}`);
const single = (repoIds: number[], weeks: number[]) =>
  repoIds.flatMap(repoId => weeks.map(week => `${repoId}/${week}: ${week}`));

test.each([
  ['all', null, [1, 2, 3, 4]],
  ['one repository', new Set([3]), [3]],
  ['some, one of them without weeks', new Set([5, 4, 2]), [2, 4]],
  ['more than there are, by a map', new Map([1, 2, 3, 4, 5, 6].map(id => [id, ''])), [1, 2, 3, 4]],
  ['none', new Set<number>(), []],
])('lists weeks of %s, in order', (_, repoIds, expected) => {
  const index = anIndex();
  expect(told(index.list(8, 9, repoIds))).toEqual(single(expected, [8, 9]));
  expect(told(index.list(9, 9, repoIds))).toEqual(single(expected, [9]));
  expect(index.list(10, 12, repoIds)).toEqual([]);
});

test('a week that is written anew has another run, one that is noted again the same', () => {
  const replaced: WeekRun[] = [];
  const index = anIndex(1, replaced);
  const before = index.list(7, 9, new Set([2]));
  index.noteAll([
    { repoId: 2, week: 8, sequence: 5 },
    { repoId: 2, week: 9, sequence: 1 },
  ]);
  const after = index.list(7, 9, new Set([2]));
  expect(after.map(run => before.includes(run))).toEqual([true, false, true]);
  expect(told(replaced)).toEqual(['2/8: 8']);
  expect(before[1]?.isReplaced).toBe(true);
  expect([...(after[1]?.weeks ?? [])]).toEqual([[8, 5]]);
  expect(index.size).toBe(12);
});

test('a week that is noted twice is as it was noted last', () => {
  const index = anIndex();
  index.noteAll([
    { repoId: 2, week: 8, sequence: 5 },
    { repoId: 2, week: 8, sequence: 1 },
  ]);
  expect([...(index.list(8, 8, new Set([2]))[0]?.weeks ?? [])]).toEqual([[8, 1]]);
});

test('forgets a week once', () => {
  const index = anIndex();
  index.forget(2, 8);
  index.forget(2, 8);
  index.forget(9, 8);
  expect(index.size).toBe(11);
  expect(told(index.list(8, 8, null))).toEqual(single([1, 3, 4], [8]));
});

describe('older weeks are joined', () => {
  const weeks = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, at) => ({ repoId: 1, week: from + at, sequence: 1 }));

  test('and the newest stay for themselves', () => {
    const index = new WeekIndex(4, () => undefined);
    index.noteAll(weeks(0, 20));
    expect(told(index)).toEqual(['1/0: 0 1 2 3', '1/4: 4 5 6 7', ...single([1], range(8, 20))]);
    expect(told(index.list(3, 4, null))).toEqual(['1/0: 0 1 2 3', '1/4: 4 5 6 7']);
    expect(index.list(0, 0, null).map(({ first, length }) => [first, length])).toEqual([[0, 4]]);
  });

  test('whatever weeks lie in the future: a clock was wrong', () => {
    const index = new WeekIndex(
      4,
      () => undefined,
      () => 20,
    );
    index.noteAll([...weeks(8, 20), { repoId: 1, week: 4000, sequence: 1 }]);
    expect(told(index)).toEqual(single([1], [...range(8, 20), 4000]));
  });

  test('as newer ones come', () => {
    const replaced: WeekRun[] = [];
    const index = new WeekIndex(4, run => replaced.push(run));
    index.noteAll(weeks(8, 20));
    expect(told(index)).toEqual(single([1], range(8, 20)));
    index.noteAll(weeks(20, 21));
    expect(told(index)).toEqual(['1/8: 8 9 10 11', ...single([1], range(12, 21))]);
    expect(told(replaced)).toEqual(single([1], [9, 10, 11, 8]));
    expect(index.size).toBe(13);
  });

  test('whatever is noted and forgotten, every week is in one run, by its newest sequence', () => {
    const aWeek = fc.record({ repoId: fc.nat(2), week: fc.nat(40), sequence: fc.nat(9) });
    const aStep = fc.oneof(fc.array(aWeek, { maxLength: 8 }), aWeek);
    fc.assert(
      fc.property(fc.array(aStep, { maxLength: 12 }), fc.integer({ min: 1, max: 8 }), (steps, joined) => {
        const index = new WeekIndex(joined, () => undefined);
        const expected = new Map<string, number>();
        for (const step of steps) {
          if (Array.isArray(step)) {
            index.noteAll(step);
            for (const { repoId, week, sequence } of step) expected.set(`${repoId}/${week}`, sequence);
          } else {
            index.forget(step.repoId, step.week);
            expected.delete(`${step.repoId}/${step.week}`);
          }
        }
        const known = [...index].flatMap(({ repoId, first, length, weeks: ofRun }) =>
          [...ofRun].map(([week, sequence]) => {
            expect(week >= first && week < first + length).toBe(true);
            return [`${repoId}/${week}`, sequence] as const;
          }),
        );
        expect(known.length).toBe(expected.size);
        expect(index.size).toBe(expected.size);
        expect(new Map(known)).toEqual(expected);
      }),
    );
  });
});

function range(from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, at) => from + at);
}
