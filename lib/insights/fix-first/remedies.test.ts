import { describe, expect, test } from 'vitest';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import { baseImageOf } from './commands';
import { findCandidates } from './remedies';
import type { Evidence, RepoEvidence, SpanEvidence, StepEvidence } from './step-evidence';

let nextOrder = 0;

/** In every one of a hundred logs, unless it says otherwise. */
function span(
  kind: SpanEvidence['kind'],
  label: string,
  seconds: number | null,
  change: Partial<SpanEvidence> = {},
): SpanEvidence {
  nextOrder += 1;
  return {
    kind,
    label,
    order: nextOrder,
    runs: 100,
    meanMs: seconds === null ? null : seconds * 1000,
    hits: 0,
    misses: 0,
    missMs: 0,
    firstMisses: 0,
    ...change,
  };
}

const missed = (label: string, seconds: number, change: Partial<SpanEvidence> = {}) =>
  span('layer', label, seconds, { misses: 100, missMs: seconds * 100_000, ...change });
const hit = (label: string, change: Partial<SpanEvidence> = {}) =>
  span('layer', label, 0.04, { hits: 100, ...change });

function step(
  id: number,
  name: string,
  seconds: number,
  spans: SpanEvidence[],
  change: Partial<StepEvidence> = {},
): StepEvidence {
  return {
    series: {
      id,
      repoId: 1,
      repository: 'shop/web',
      pipeline: 'ci',
      step: name,
      service: 'shop/web',
      team: 'shop',
    },
    seconds: new Float64Array(100).fill(seconds),
    onPath: 100,
    exclusiveS: seconds * 100,
    logs: 100,
    spans,
    caches: new Map(),
    ...change,
  };
}

const SERVICE = { repoId: 1, repository: 'shop/web', service: 'shop/web', team: 'shop', builds: 100 };
const REPO: RepoEvidence = {
  ...SERVICE,
  ...{ rerunBuilds: 0, longQueues: 0, longQueueHours: [], machines: 'eu' },
};

function find(steps: StepEvidence[], repo: Partial<RepoEvidence> = {}) {
  const evidence: Evidence = {
    steps: new Map(steps.map(one => [one.series.id, one])),
    services: new Map([['1 shop/web', SERVICE]]),
    repos: new Map([[1, { ...REPO, ...repo }]]),
  };
  return findCandidates(evidence).map(({ cut, finding }) => ({
    remedy: finding.remedy,
    saved:
      cut.kind === 'steps'
        ? Object.fromEntries([...cut.msBySeries].map(([id, ms]) => [id, ms / 1000]))
        : cut.kind,
    finding,
  }));
}

const remedies = (...given: Parameters<typeof find>) => find(...given).map(({ remedy }) => remedy);

describe('packages installed in every build', () => {
  const pip = span('command', 'pip install -r requirements.txt', 44);

  test('by the commands of a step', () => {
    const [found] = find([step(1, 'test', 160, [pip, span('command', 'pytest -q', 100)])]);
    expect(found).toMatchObject({ remedy: 'reinstalls packages', saved: { 1: 44 } });
    expect(found?.finding).toMatchObject({ nowMs: 160_000, expectedMs: 116_000, evidence: { runs: 100 } });
    expect(found?.finding.evidence.labels.map(({ text }) => text)).toEqual([
      'pip install -r requirements.txt',
    ]);
  });

  test.each([
    'npm ci',
    'pnpm install --frozen-lockfile',
    'apt-get update && apt-get install -y gcc',
    'bundle install',
    'go mod download',
    'apk add git',
    'npm --prefix web ci',
    'pnpm -C packages/a install',
    'python -m pip install --no-cache-dir -r requirements.txt',
    'uv sync --frozen',
  ])('%s', command =>
    expect(remedies([step(1, 'test', 160, [span('command', command, 44)])])).toContain('reinstalls packages'),
  );

  test.each([
    'pytest -q',
    'npm run build',
    'echo install',
    'go build ./...',
    'make install-hooks',
    'npm test -- --ci',
    'npm run test:ci',
    'yarn test --ci --coverage',
    'pnpm -r run ci',
    'bundle exec rake ci',
    'cargo test --features ci',
  ])('not %s', command =>
    expect(remedies([step(1, 'test', 160, [span('command', command, 44)])])).toEqual([]),
  );

  test('not where the log says that they are found, where few builds do, or where there are no logs', () => {
    const caches = new Map([[String(CACHE_KINDS.indexOf('packages')), { hits: 95, misses: 5 }]]);
    expect(remedies([step(1, 'test', 160, [pip], { caches })])).toEqual([]);
    expect(remedies([step(1, 'test', 160, [{ ...pip, runs: 20 }])])).toEqual([]);
    expect(remedies([step(1, 'test', 160, [], { logs: 0 })])).toEqual([]);
  });
});

describe('docker builds', () => {
  const dockerfile = () => [
    span('layer', 'FROM node:22 AS build', 10),
    missed('COPY package.json ./', 0.4),
    missed('RUN pnpm install', 60),
    missed('COPY . .', 2),
    missed('RUN pnpm build', 54),
  ];
  const push = span('command', '/usr/local/bin/docker push registry/shop/web', 20);

  test('without cache: what does not depend on the sources need not be built', () => {
    const found = find([
      step(1, 'image', 160, [span('command', 'docker build -t <tag> .', 130), ...dockerfile()]),
    ]);
    expect(found[0]).toMatchObject({ remedy: 'docker build without cache' });
    expect(Object(found[0]?.saved)[1]).toBeCloseTo(60.4 + 6, 5);
  });

  test('in a push plugin that is not told where the cache is', () => {
    const build = (options: string) =>
      span('command', `/usr/local/bin/docker build -t <tag> . ${options}`, 130);
    expect(remedies([step(1, 'publish', 160, [build('--pull=true'), ...dockerfile(), push])])).toContain(
      'push without cache',
    );
    const told = remedies([
      step(1, 'publish', 160, [build('--cache-from registry/shop/web:latest'), ...dockerfile(), push]),
    ]);
    expect(told).toContain('docker build without cache');
  });

  test('with unknown order, only layers that install are counted on', () => {
    const layers = dockerfile().map(layer => ({ ...layer, order: null }));
    expect(Object(find([step(1, 'image', 160, layers)])[0]?.saved)[1]).toBeCloseTo(66, 5);
  });

  test('cached ones are none, and a builder that says nothing of hits is unknown', () => {
    const cached = [hit('COPY package.json ./'), hit('RUN pnpm install'), missed('COPY . .', 2)];
    expect(remedies([step(1, 'image', 60, cached)])).toEqual([]);
    const silent = dockerfile().map(layer => ({ ...layer, misses: 0 }));
    expect(remedies([step(1, 'image', 160, silent)])).toEqual([]);
  });

  test('sources copied before the layer that installs', () => {
    const layers = [
      hit('WORKDIR /app'),
      missed('COPY . .', 1, { firstMisses: 95 }),
      missed('RUN pip install -r requirements.txt', 37),
    ];
    expect(find([step(1, 'image', 60, layers)])[0]).toMatchObject({
      remedy: 'first layer always misses',
      saved: { 1: 37 },
    });
  });

  test('the same Dockerfile in two steps of a build', () => {
    const build = (name: string) => span('command', `docker build -t ${name} .`, 20);
    const found = find([step(1, 'test', 160, [build('a')]), step(2, 'publish', 160, [build('b'), push])]);
    expect(found.find(({ remedy }) => remedy === 'built twice')?.saved).toEqual({ 2: 20 });
    const other = span('command', 'docker build -f other/Dockerfile -t c .', 20);
    expect(remedies([step(1, 'test', 160, [build('a')]), step(2, 'publish', 160, [other])])).toEqual([]);
  });

  test('compilers in an image of one stage: what that costs is not known', () => {
    const layers = [
      span('layer', 'FROM python:3.12-slim', 3),
      hit('RUN apt-get install -y build-essential'),
      push,
    ];
    expect(find([step(1, 'publish', 60, layers)])).toMatchObject([
      { remedy: 'compilers in the final image', saved: {}, finding: { isSavingKnown: false } },
    ]);
    const staged = [...layers, span('layer', 'FROM python:3.12-slim AS runtime', 3)];
    expect(remedies([step(1, 'publish', 60, staged)])).toEqual([]);
  });
});

test('a general image with system packages on top, in all steps that have it', () => {
  const pull = span('pull', 'python:3.12', 10, { misses: 80, hits: 20 });
  const apt = span('command', 'apt-get update && apt-get install -y libpq-dev', 33);
  const layer = missed('RUN apt-get install -y libpq-dev', 28);
  const found = find([step(1, 'test', 160, [pull, apt]), step(2, 'publish', 90, [layer])]);
  const base = found.find(({ remedy }) => remedy === 'big base image');
  expect(base?.saved).toEqual({ 1: 39, 2: 28 });
  expect(base?.finding).toMatchObject({ step: null, service: 'shop/web' });
});

test('an image that is fetched in most builds', () => {
  const pull = (hits: number) => [span('pull', 'node:22-slim', 8, { hits, misses: 100 - hits })];
  expect(remedies([step(1, 'test', 60, pull(20))])).toEqual(['image pulled in full']);
  expect(remedies([step(1, 'test', 60, pull(90))])).toEqual([]);
});

test('runners are short, commits are built again', () => {
  const longQueueHours: number[] = [];
  longQueueHours[9] = 15;
  longQueueHours[14] = 5;
  const found = find([], { longQueues: 20, longQueueHours, rerunBuilds: 8 });
  expect(found.map(({ remedy, saved }) => [remedy, saved])).toEqual([
    ['runners are short', 'queue'],
    ['reruns of the same commit', 'reruns'],
  ]);
  expect(found[0]?.finding.title).toBe(
    '20% of the builds of shop/web wait for a runner, most at 09:00, 14:00',
  );
});

test('a step that nobody waits for is not worth it', () => {
  const found = find([step(1, 'scan', 300, [], { onPath: 2 })]);
  expect(found).toMatchObject([
    { remedy: 'off the critical path', finding: { isWorthIt: false, expectedMs: null } },
  ]);
});

interface APush {
  base: string;
  seconds: number;
}

const ofPython = (...all: number[]): APush[] => all.map(seconds => ({ base: 'FROM python:3.12', seconds }));
const ofNode = (...all: number[]): APush[] => all.map(seconds => ({ base: 'FROM node:22', seconds }));

/** What is found where each of some repositories pushes its image from one of two groups of machines. */
function findPushes(near: readonly APush[], far: readonly APush[]) {
  const repos = [
    ...near.map(push => ({ ...push, machines: 'eu-runner' })),
    ...far.map(push => ({ ...push, machines: 'us-runner' })),
  ].map((repo, i) => ({ ...repo, repoId: i + 1 }));
  const steps = repos.map(({ repoId, base, seconds }) => {
    const spans = [hit(base), span('command', 'docker push registry/x', seconds)];
    const one = step(repoId, 'publish', 60, spans);
    return { ...one, series: { ...one.series, repoId, service: `s${repoId}` } };
  });
  return findCandidates({
    steps: new Map(steps.map(one => [one.series.id, one])),
    services: new Map(),
    repos: new Map(
      repos.map(({ repoId, machines }) => [repoId, { ...REPO, repoId, service: `s${repoId}`, machines }]),
    ),
  });
}

test('a registry that is far from one group of machines: the least of the difference is promised', () => {
  const found = findPushes(ofPython(19, 20, 21, 22), ofPython(27, 28, 29, 31));
  const [whole, ...parts] = found;
  expect(parts.map(({ finding }) => [finding.remedy, finding.service])).toEqual(
    [5, 6, 7, 8].map(id => ['registry far away', `s${id}`]),
  );
  // Of four against four the interval runs from the least difference to the largest.
  expect(parts[0]?.cut).toEqual({ kind: 'steps', msBySeries: new Map([[5, 5000]]) });
  const all = [5, 6, 7, 8].map(id => [id, 5000] as const);
  expect(whole).toMatchObject({
    cut: { msBySeries: new Map(all) },
    finding: { isPool: true, service: null },
  });
  expect(new Set(found.map(({ finding }) => finding.pool)).size).toBe(1);
  expect(found[0]?.finding.title).toBe(
    'Pushes from us-runner take 5 to 12 s longer than those of like images from eu-runner',
  );
});

test('images of another size are no distance', () => {
  const near = [...ofNode(19, 20, 20), ...ofPython(28, 28)];
  expect(findPushes(near, ofPython(27, 28, 28, 29))).toEqual([]);
  const [, ...far] = findPushes(near, [...ofNode(25), ...ofPython(33, 33, 34)]);
  expect(far.map(({ cut }) => cut)).toMatchObject(
    [6, 7, 8, 9].map(id => ({ msBySeries: new Map([[id, 5000]]) })),
  );
});

test('a push that was compared with nothing is promised nothing', () => {
  const [whole, ...far] = findPushes(ofPython(20, 20, 21, 21), [...ofPython(28, 28, 29, 29), ...ofNode(1)]);
  expect(far.map(({ finding }) => finding.service)).toEqual(['s5', 's6', 's7', 's8']);
  const cut = whole?.cut;
  expect(cut?.kind === 'steps' && [...cut.msBySeries.keys()]).toEqual([5, 6, 7, 8]);
});

test('too few, or none that is like them, tell nothing of a distance', () => {
  expect(findPushes(ofPython(19, 20, 21), ofPython(27, 28, 29))).toEqual([]);
  expect(findPushes(ofNode(19, 20, 20, 21), ofPython(27, 28, 28, 29))).toEqual([]);
  expect(findPushes([...ofNode(19, 20, 20, 21), ...ofPython(20)], ofPython(27, 28, 28, 29))).toEqual([]);
});

test('the image that a stage begins from, without where it lies and which version it is', () => {
  for (const [label, name] of [
    ['FROM python:3.12', 'python'],
    ['[build 1/9] FROM docker.io/library/golang:1.23@sha256:ab/cd', 'golang'],
    ['FROM --platform=linux/amd64 registry.example:5000/base/node AS build', 'node'],
    ['COPY --from=build /app .', null],
  ] as const)
    expect(baseImageOf(label), label).toBe(name);
});

test('repositories that wait for the same runners are one finding, which the longest queue names', () => {
  const repo = (repoId: number, longQueues: number, machines: string) => ({
    ...{ ...REPO, repoId, repository: `shop/r${repoId}`, service: `shop/r${repoId}`, longQueues, machines },
    longQueueHours: [...Array<number>(9).fill(0), longQueues],
  });
  const repos = [repo(1, 20, 'eu-runner'), repo(2, 40, 'eu-runner'), repo(3, 30, 'us-runner')];
  const found = findCandidates({
    steps: new Map(),
    services: new Map(),
    repos: new Map(repos.map(one => [one.repoId, one])),
  });
  const pools = found.filter(({ finding }) => finding.isPool);
  expect(pools).toMatchObject([
    { key: 'runners-are-short.pool.eu-runner', cut: { kind: 'queue', repoIds: [1, 2] } },
  ]);
  expect(pools[0]?.finding.title).toBe(
    '30% of the builds of 2 repositories wait for a runner of eu-runner, most at 09:00; shop/r2 most often',
  );
  expect(found.filter(({ finding }) => !finding.isPool).map(({ finding }) => finding.pool)).toEqual([
    'eu-runner',
    'eu-runner',
    'us-runner',
  ]);
});
