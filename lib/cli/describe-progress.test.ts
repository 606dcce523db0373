import { expect, test } from 'vitest';
import { describeProgress } from './describe-progress';

test('describeProgress: bar, counts, rate, time left', () => {
  const state = { buildsStored: 1200, buildsToGo: 3600, buildsPerSecond: 210.4, secondsLeft: 17.2 };
  expect(describeProgress(state)).toBe(
    '[######------------------] 1,200 of 4,800 builds, 210 a second, 18 s left',
  );
});

test('describeProgress: what is not known is left out', () => {
  const state = { buildsStored: 10, buildsToGo: 0, buildsPerSecond: 0, secondsLeft: null };
  expect(describeProgress(state)).toBe('[########################] 10 of 10 builds');
  expect(describeProgress({ ...state, buildsStored: 0 })).toBe('looking for repositories and builds …');
});

test('describeProgress: the bar is not full before the end', () => {
  const state = { buildsStored: 9999, buildsToGo: 1, buildsPerSecond: 0, secondsLeft: null };
  expect(describeProgress(state)).toContain('#-]');
});

test.each([
  [89, '89 s'],
  [90, '2 min'],
  [5_340, '89 min'],
  [7_200, '2 h'],
])('%d seconds are %s', (secondsLeft, words) => {
  const state = { buildsStored: 1, buildsToGo: 1, buildsPerSecond: 0, secondsLeft };
  expect(describeProgress(state)).toContain(`${words} left`);
});
