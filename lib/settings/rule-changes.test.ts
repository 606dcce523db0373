import { expect, test } from 'vitest';
import { compareRules } from './rule-changes';
import type { Rule } from './rules';

const SERIES = [
  { repository: 'acme/mono', pipeline: '', step: '' },
  ...['', 'api-build', 'api-push', 'web-build', 'clone'].map(step => ({
    repository: 'acme/mono',
    pipeline: 'default',
    step,
  })),
  { repository: 'shop/web', pipeline: 'default', step: 'build' },
];
const SPLIT: Rule = { repository: 'acme/mono', step: '<service>-{build,push}', service: '<service>' };
const NO_BUILDS = { buildsBefore: null, builds: null };
const NOTHING = { appear: [], disappear: [], move: [], resize: [] };

test('a split makes services appear and takes the repository away', () => {
  expect(compareRules([], [SPLIT], SERIES)).toEqual({
    ...NOTHING,
    appear: [
      { service: 'api', team: 'acme', steps: 2, builds: null },
      { service: 'web', team: 'acme', steps: 1, builds: null },
    ],
    disappear: [{ service: 'acme/mono', team: 'acme', steps: 4, builds: null }],
  });
});

test('a team that is given moves the service', () => {
  const given: Rule = { repository: 'shop/web', service: 'shop/web', team: 'front' };
  expect(compareRules([], [given], SERIES)).toEqual({
    ...NOTHING,
    move: [{ service: 'shop/web', fromTeam: 'shop', toTeam: 'front', steps: 1, builds: null }],
  });
});

test('steps that go from one service to another are told of both', () => {
  const pushes: Rule = { repository: 'acme/mono', step: 'api-push', service: 'web' };
  expect(compareRules([SPLIT], [pushes, SPLIT], SERIES)).toEqual({
    ...NOTHING,
    resize: [
      { service: 'api', team: 'acme', stepsBefore: 2, steps: 1, ...NO_BUILDS },
      { service: 'web', team: 'acme', stepsBefore: 1, steps: 2, ...NO_BUILDS },
    ],
  });
});

test('other rules that decide the same change nothing', () => {
  const written: Rule = { repository: 'shop/*', service: 'shop/web', team: 'shop' };
  expect(compareRules([SPLIT], [SPLIT, written], SERIES)).toEqual(NOTHING);
});

test('builds are those of each service under the rules of its side', () => {
  const before = new Map([['acme/mono', 9]]);
  const after = new Map([['api', 7]]);
  const { appear, disappear } = compareRules([], [SPLIT], SERIES, { before, after });
  expect(appear.map(({ service, builds }) => [service, builds])).toEqual([
    ['api', 7],
    ['web', 0],
  ]);
  expect(disappear).toMatchObject([{ service: 'acme/mono', builds: 9 }]);
});
