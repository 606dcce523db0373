import { expect, test } from 'vitest';
import type { Change } from './change';
import { rangeAround } from './change-range';
import { newsOf } from './news';

const STEP: Change = {
  ...{ id: 'step', kind: 'step', service: 'web', services: ['web'], team: 'shop', repository: 'shop/web' },
  ...{ pipeline: 'ci', step: 'install', cacheKind: null, tool: null, label: null, pValue: 1e-9 },
  hasNamesakes: false,
  ...{ day: '2026-03-05', ...rangeAround('2026-03-05'), isAlarm: false },
  ...{ before: 42_000, after: 110_000, effect: 1.6, isWorse: true, hoursAWeek: 1, isDrifting: false },
  ...{ suspectCount: 3, state: 'new', mark: null },
};
const CACHE: Change = {
  ...{ ...STEP, id: 'cache', kind: 'cache', cacheKind: 'packages', tool: 'pnpm' },
  ...{ day: '2026-03-04', ...rangeAround('2026-03-04'), before: 1, after: 0, effect: -1 },
};
const WAIT: Change = {
  ...{ ...STEP, id: 'wait', kind: 'wait', pipeline: null, step: null },
  ...{ day: '2026-03-06', ...rangeAround('2026-03-06') },
};

const idsOf = (changes: readonly Change[]) =>
  newsOf(changes).map(({ change, others }) => [change.id, ...others.map(({ id }) => id)]);

test('a step, its cache and the wait that follow from one another are told once, the step first', () => {
  expect(idsOf([WAIT, STEP, CACHE])).toEqual([['step', 'cache', 'wait']]);
});

test('other steps, other repositories and other days are told apart, the newest first', () => {
  const lint = { ...STEP, id: 'lint', step: 'lint' };
  const other = { ...STEP, id: 'other', repository: 'shop/api', service: 'api', services: ['api'] };
  const earlier = { ...STEP, id: 'earlier', day: '2026-02-20', ...rangeAround('2026-02-20') };
  expect(idsOf([STEP, lint, other, earlier])).toEqual([['step'], ['lint'], ['other'], ['earlier']]);
});

test('a wait brings no two steps together, and a cache stays with its own step', () => {
  const lint = { ...STEP, id: 'lint', step: 'lint', day: '2026-03-04' };
  const itsCache = { ...CACHE, id: 'lint-cache', step: 'lint', day: '2026-03-03' };
  expect(idsOf([WAIT, STEP, lint, itsCache])).toEqual([
    ['step', 'wait'],
    ['lint', 'lint-cache'],
  ]);
});

test('what was spoken of, what is better, and what has gone back since is no news', () => {
  expect(idsOf([{ ...STEP, state: 'acknowledged' }])).toEqual([]);
  expect(idsOf([{ ...STEP, pValue: 5e-5 }])).toEqual([]);
  const gain = { ...STEP, id: 'gain', isWorse: false, before: 110_000, after: 42_000 };
  expect(idsOf([gain])).toEqual([]);
  expect(idsOf([{ ...gain, day: '2026-03-12' }, STEP])).toEqual([]);
  const halfway = { ...gain, day: '2026-03-12', after: 90_000 };
  expect(idsOf([halfway, STEP])).toEqual([['step']]);
});

test('a change that is settled tells more than an alarm of one day', () => {
  const alarm = { ...WAIT, id: 'alarm', isAlarm: true };
  expect(idsOf([alarm, CACHE])).toEqual([['cache', 'alarm']]);
});
