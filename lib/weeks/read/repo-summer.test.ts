import { expect, test } from 'vitest';
import { WeekRun } from '../store/week-run';
import { type KeptSums, RepoSummer } from './repo-summer';

/** A run that holds something. */
function run(repoId: number, first: number): WeekRun {
  const made = new WeekRun(repoId, first, 1, new Map([[first, 1]]));
  made.bytes = 1000;
  return made;
}
const store = {
  takeKeeper: (of: WeekRun) => (of.bytes === 0 ? null : of.take([])),
  countBeside(of: WeekRun, bytes: number) {
    of.bytes += bytes;
  },
};

/** One question after the other on the same sums; each tells what it visited. */
function openSums(partNames: readonly string[] = ['all']) {
  const known: KeptSums<string> = new WeakMap();
  let summed = 0;
  const ask = (range: string) => {
    const visited: string[] = [];
    const summer = new RepoSummer<number, string>(store, {
      ...{ known, range },
      partsOf: repoId =>
        partNames.map(name => ({
          name,
          sum(read) {
            summed += 1;
            return `${repoId} ${name}: ${read.join('+')}`;
          },
          visit: value => visited.push(value),
        })),
      bytesOf: value => value.length,
    });
    return { summer, visited };
  };
  return { ask, summedSoFar: () => summed };
}

test('what was read once is told without it, by repository and part', () => {
  const runs = [run(1, 10), run(1, 11), run(2, 10)] as const;
  const { ask, summedSoFar } = openSums(['api', 'web']);
  const first = ask('a');
  expect(first.summer.tell([runs[0], runs[1]])).toBe(false);
  for (const [i, of] of runs.entries()) first.summer.add(of, i);
  first.summer.end();
  expect(first.visited).toEqual(['1 api: 0+1', '1 web: 0+1', '2 api: 2', '2 web: 2']);
  const second = ask('a');
  expect(second.summer.tell([runs[0], runs[1]])).toBe(true);
  expect(second.summer.tell([runs[2]])).toBe(true);
  second.summer.end();
  expect(second.visited).toEqual(first.visited);
  expect(summedSoFar()).toBe(4);
});

test('other runs, other days and parts that went from memory are read anew', () => {
  const runs: [WeekRun, ...WeekRun[]] = [run(1, 10), run(1, 11)];
  const { ask } = openSums();
  const read = ask('a');
  for (const of of runs) read.summer.add(of, of.first);
  read.summer.end();
  const isKnown = (range: string, of: [WeekRun, ...WeekRun[]]) => {
    const { summer, visited } = ask(range);
    const isTold = summer.tell(of);
    expect(visited).toEqual(isTold ? ['1 all: 10+11'] : []);
    return isTold;
  };
  expect(isKnown('a', runs)).toBe(true);
  expect(isKnown('b', runs)).toBe(false);
  expect(isKnown('a', [runs[0]])).toBe(false);
  // Its second week was written anew.
  expect(isKnown('a', [runs[0], run(1, 11)])).toBe(false);
  expect(isKnown('a', runs)).toBe(true);
  runs[0].drop();
  expect(isKnown('a', runs)).toBe(false);
});

test('of many ranges those that were asked for last are kept, and counted as held', () => {
  const { ask } = openSums();
  const only = run(1, 10);
  const read = (range: string) => {
    const { summer } = ask(range);
    if (summer.tell([only])) return;
    summer.add(only, 1);
    summer.end();
  };
  read('a');
  const ofOne = only.bytes - 1000;
  expect(ofOne).toBeGreaterThan(1000);
  const ranges = ['b', 'c', 'd', 'a', 'e', 'f'];
  for (const range of ranges) read(range);
  expect(only.bytes - 1000).toBe(4 * ofOne);
  expect(ranges.filter(range => ask(range).summer.tell([only]))).toEqual(['d', 'a', 'e', 'f']);
});

test('nothing is kept with a run that holds nothing: it would never go', () => {
  const { ask } = openSums();
  const first = run(1, 10);
  first.drop();
  const { summer, visited } = ask('a');
  summer.add(first, 1);
  summer.end();
  expect(visited).toEqual(['1 all: 1']);
  expect(ask('a').summer.tell([first])).toBe(false);
  expect(first.bytes).toBe(0);
});

test('hundreds of services in one repository are all kept', () => {
  const names = Array.from({ length: 450 }, (_, i) => `service-${i}`);
  const { ask } = openSums(names);
  const only = run(1, 10);
  const { summer } = ask('a');
  summer.add(only, 1);
  summer.end();
  expect(ask('a').summer.tell([only])).toBe(true);
});
