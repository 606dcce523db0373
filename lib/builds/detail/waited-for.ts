import { MIN_BUILDS } from './baseline';
import type { BuildDetail, BuildStage, BuildStep, WaitedFor } from './build-detail';

type Waited = Pick<BuildDetail, 'path' | 'stages' | 'queueMs' | 'usualQueue'>;

/** Under this, whatever a cache usually does is no habit. */
const USUALLY_HITS = 0.5;

/**
 * What the end of a build hung on, each against what it usually takes: what added most to the wait comes first. A step
 * adds what it ran beyond its p50, at most what it was on the critical path for.
 */
export function waitedFor(build: Waited): WaitedFor[] | null {
  if (build.path === null) return null;
  const parts = new Map<string, WaitedFor>();
  for (const { fromMs, untilMs, isQueued, isApproval, pipeline, step: name } of build.path) {
    if (isApproval) continue;
    const stage = build.stages.find(own => own.name === pipeline);
    const step = stage?.steps.find(own => own.name === name);
    const isStep = stage !== undefined && step !== undefined;
    const key = isStep ? `${stage.number}.${step.number}` : isQueued ? 'queue' : 'between';
    const part = parts.get(key) ?? (isStep ? ofStep(stage, step) : isQueued ? ofQueue() : between());
    part.pathMs += untilMs - fromMs;
    parts.set(key, part);
  }
  return [...parts.values()]
    .filter(({ pathMs }) => pathMs > 0)
    .map(part => compare(build, part))
    .sort((a, b) => addedMs(b) - addedMs(a) || b.pathMs - a.pathMs);
}

function ofStep(stage: BuildStage, step: BuildStep): WaitedFor {
  const tookMs = step.runMs ?? 0;
  const [number, lostCache] = [step.number, lostCacheOf(step)];
  return {
    ...{ kind: 'step', stage: stage.number, step: number, pathMs: 0, tookMs },
    ...{ usualMs: null, differenceMs: null, lostCache },
  };
}

function ofQueue(): WaitedFor {
  return { ...between(), kind: 'queue' };
}

function between(): WaitedFor {
  return {
    ...{ kind: 'between', stage: null, step: null, pathMs: 0, tookMs: 0 },
    ...{ usualMs: null, differenceMs: null, lostCache: null },
  };
}

function compare({ stages, queueMs, usualQueue }: Waited, part: WaitedFor): WaitedFor {
  if (part.kind === 'between') return { ...part, tookMs: part.pathMs };
  if (part.kind === 'queue') {
    // What waits for a runner later on is on the path, and in no figure of queues before.
    const usualMs = usualQueue.n < MIN_BUILDS ? null : usualQueue.p50Ms;
    const differenceMs = usualMs === null || queueMs === null ? null : queueMs - usualMs;
    return { ...part, tookMs: part.pathMs, usualMs, differenceMs };
  }
  const step = stages.find(own => own.number === part.stage)?.steps.find(own => own.number === part.step);
  if (step === undefined || step.usual.n < MIN_BUILDS || step.usual.p50Ms === null) return part;
  const usualMs = step.usual.p50Ms;
  const apartMs = part.tookMs - usualMs;
  const isCutShort = step.status !== 'success' && apartMs < 0;
  return { ...part, usualMs, differenceMs: isCutShort ? null : Math.min(apartMs, part.pathMs) };
}

/** What takes no longer than usual adds nothing. */
function addedMs({ differenceMs }: WaitedFor): number {
  return Math.max(0, differenceMs ?? 0);
}

function lostCacheOf({ inside, usualCache }: BuildStep): WaitedFor['lostCache'] {
  if (usualCache === null || usualCache.n < MIN_BUILDS || usualCache.hitRatio < USUALLY_HITS) return null;
  const told = inside.caches.flatMap(({ hits, misses }) =>
    hits === null || misses === null ? [] : [{ hits, misses }],
  );
  const hits = told.reduce((sum, cache) => sum + cache.hits, 0);
  const misses = told.reduce((sum, cache) => sum + cache.misses, 0);
  if (hits + misses === 0 || hits / (hits + misses) >= usualCache.hitRatio / 2) return null;
  return { hits, misses, usualHitRatio: usualCache.hitRatio, n: usualCache.n };
}
