import type { BuildDetail, BuildStage, BuildStep } from '@/lib/builds/query';

const UNUSUAL = { n: 0, p50Ms: null, p75Ms: null, p90Ms: null, since: null };

/** A step of a test: successful, of a known time, its log read and empty. */
export function sampleStep(facts: Partial<BuildStep>): BuildStep {
  return {
    number: 1,
    name: 'test',
    service: 'shop/api',
    status: 'success',
    error: null,
    errorIgnored: false,
    exitCode: 0,
    image: null,
    detached: false,
    dependsOn: [],
    startMs: null,
    stopMs: null,
    runMs: null,
    isOnPath: false,
    exclusiveMs: null,
    usual: UNUSUAL,
    verdict: null,
    knownChange: null,
    usualCache: null,
    link: 'http://drone.example/shop/api/7/1/1',
    inside: {
      state: 'read',
      reason: null,
      headTruncated: false,
      tailTruncated: false,
      spans: [],
      spansLeftOut: 0,
      caches: [],
    },
    ...facts,
  };
}

export function sampleStage(facts: Partial<BuildStage>): BuildStage {
  return {
    number: 1,
    name: 'default',
    status: 'success',
    error: null,
    exitCode: 0,
    machine: null,
    os: null,
    arch: null,
    dependsOn: [],
    startMs: null,
    stopMs: null,
    queueMs: null,
    dependencyMs: null,
    runMs: null,
    steps: [],
    ...facts,
  };
}

/** What a waterfall needs of a build that took 100 seconds. */
export function sampleBuild(facts: Partial<Pick<BuildDetail, 'elapsedMs' | 'path' | 'stages'>>) {
  return { elapsedMs: 100_000, goneAt: null, path: null, stages: [], ...facts };
}

export function sampleSpan(facts: Partial<BuildStep['inside']['spans'][number]>) {
  return {
    number: 1,
    parent: null,
    kind: 'command' as const,
    tool: null,
    label: 'make',
    text: 'make',
    startMs: 0,
    durationMs: 1000,
    cache: 'unknown' as const,
    ...facts,
  };
}
