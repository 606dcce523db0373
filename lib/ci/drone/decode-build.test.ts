import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { STATUSES } from '@/lib/facts/vocabulary';
import { sampleBuild, sampleStage, sampleStep } from '@/tests/world/drone-wire';
import { decodeBuildList } from './decode';
import { buildWire, decodeBuild, isPlainBuild, isPlainListedBuild, listedBuildWire } from './decode-build';

type Fields = Record<string, unknown>;

/** Every field that Drone has ever written, filled. */
const FULL_STEP = sampleStep({
  error: 'boom',
  errignore: true,
  depends_on: ['clone'],
  image: 'alpine:3',
  detached: false,
});
const FULL_STAGE = sampleStage({
  error: 'boom',
  machine: 'runner-1',
  depends_on: ['build', ''],
  labels: { zone: 'eu' },
  steps: [FULL_STEP, sampleStep({ number: 2 })],
});
const FULL_BUILD = sampleBuild({
  parent: 3,
  link: 'https://git.example/1',
  title: 'a title',
  message: 'änd 🚢\n',
  before: 'b0',
  after: 'a1',
  ref: 'refs/heads/main',
  source_repo: 'fork/shop',
  source: 'feature',
  target: 'main',
  author_login: 'mia',
  author_name: 'Mia',
  author_email: 'mia@example.org',
  sender: 'mia',
  cron: 'nightly',
  deploy_to: 'production',
  deploy_id: 88,
  params: { TEXT: 'x' },
  error: 'boom',
  stages: [FULL_STAGE, sampleStage({ number: 2 })],
});

/** What a field may hold where a server, a proxy or a version of tomorrow means something else. */
const ODD: unknown[] = [
  undefined,
  null,
  '',
  'text',
  0,
  -0,
  -1,
  1,
  1.5,
  2 ** 53,
  8.64e12,
  8.64e12 + 1,
  -8.64e12 - 1,
  Number.NaN,
  true,
  false,
  {},
  [],
  [null],
  ['text'],
  [1],
  [{}],
  { key: 'text' },
  { key: 1 },
  { key: null },
  JSON.parse('{"__proto__": "text", "key": "text"}'),
];

const byZod = (json: unknown) => decodeBuild(buildWire.parse(json));
/** Without the short cut: what zod gives is plain, and what it refuses stays to be refused once more. */
const listByZod = (json: unknown) =>
  decodeBuildList(
    Array.isArray(json) ? json.map(entry => listedBuildWire.safeParse(entry).data ?? entry) : json,
  );

/** What comes of it: facts, or the issues in words. */
function outcome(decode: (json: unknown) => unknown, json: unknown): unknown {
  try {
    return { facts: decode(json) };
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return { issues: error.issues };
  }
}

const inBuild = (fields: Fields) => ({ ...FULL_BUILD, ...fields });
const inStage = (fields: Fields) => inBuild({ stages: [FULL_STAGE, { ...FULL_STAGE, ...fields }] });
const inStep = (fields: Fields) => inStage({ steps: [FULL_STEP, { ...FULL_STEP, ...fields }] });

test('the full build has each field that is read, so that each is tried below', () => {
  const stage = buildWire.shape.stages.unwrap().unwrap().element;
  const step = stage.shape.steps.unwrap().unwrap().element;
  expect(Object.keys(FULL_BUILD)).toEqual(expect.arrayContaining(Object.keys(buildWire.shape)));
  expect(Object.keys(FULL_STAGE)).toEqual(expect.arrayContaining(Object.keys(stage.shape)));
  expect(Object.keys(FULL_STEP)).toEqual(expect.arrayContaining(Object.keys(step.shape)));
});

test('what Drone writes is plain', () => {
  expect(isPlainBuild(FULL_BUILD)).toBe(true);
  expect(isPlainBuild(sampleBuild())).toBe(true);
  expect(isPlainBuild(sampleBuild({ stages: [sampleStage({ steps: [sampleStep()] })] }))).toBe(true);
  expect([FULL_BUILD, sampleBuild()].every(isPlainListedBuild)).toBe(true);
});

describe.each([
  ['build', FULL_BUILD, inBuild],
  ['stage', FULL_STAGE, inStage],
  ['step', FULL_STEP, inStep],
] as const)('each field of a %s', (_, full, within) => {
  test.each([...Object.keys(full), 'field_of_tomorrow'])(
    '%s: whatever it holds, the outcome is that of zod',
    field => {
      for (const value of ODD) {
        const json = within({ [field]: value });
        expect(outcome(decodeBuild, json), String(value)).toEqual(outcome(byZod, json));
        expect(outcome(decodeBuildList, [json]), String(value)).toEqual(outcome(listByZod, [json]));
      }
    },
  );
});

test.each(ODD.map(value => [value]))('instead of a build or a list: %s', json => {
  expect(outcome(decodeBuild, json)).toEqual(outcome(byZod, json));
  expect(outcome(decodeBuildList, json)).toEqual(outcome(listByZod, json));
});

test('any build, plain or odd in several places: the outcome is that of zod', () => {
  const odd = fc.oneof(fc.constantFrom(...ODD), fc.string(), fc.integer(), fc.constantFrom(...STATUSES));
  const changes = (full: Fields) => fc.dictionary(fc.constantFrom(...Object.keys(full)), odd, { maxKeys: 2 });
  const step = changes(FULL_STEP).map(fields => ({ ...FULL_STEP, ...fields }));
  const stage = fc
    .tuple(changes(FULL_STAGE), fc.array(step, { maxLength: 3 }))
    .map(([fields, steps]) => ({ ...FULL_STAGE, steps, ...fields }));
  const build = fc
    .tuple(changes(FULL_BUILD), fc.array(stage, { maxLength: 3 }))
    .map(([fields, stages]) => ({ ...FULL_BUILD, stages, ...fields }));
  let plain = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(build, { minLength: 1, maxLength: 3 }), builds => {
      for (const json of builds) {
        if (isPlainBuild(json)) plain += 1;
        const found = outcome(decodeBuild, json);
        expect(found).toEqual(outcome(byZod, json));
        if (Object.hasOwn(Object(found), 'issues')) refused += 1;
      }
      expect(outcome(decodeBuildList, builds)).toEqual(outcome(listByZod, builds));
    }),
    { numRuns: 500 },
  );
  expect(plain).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(20);
});
