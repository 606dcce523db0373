import { nearestRank } from '@/lib/stats/quantiles';
import {
  type Candidate,
  candidate,
  EVERY,
  FEWEST_LOGS,
  isInEvery,
  isWarm,
  perRun,
  stepCandidate,
  sumOf,
} from './candidate';
import { does } from './commands';
import type { SpanEvidence, StepEvidence } from './step-evidence';

/** What speaks for a remedy within one step. */
export function findInStep(step: StepEvidence): Candidate[] {
  return [
    reinstalls(step),
    withoutCache(step),
    firstLayer(step),
    pullsImage(step),
    varies(step),
    offPath(step),
  ].filter(found => found !== null);
}

/** Installing commands, run in every build though nothing asks for it. */
function reinstalls(step: StepEvidence): Candidate | null {
  const installs = step.spans.filter(
    span =>
      span.kind === 'command' && does.installPackages(span.label) && isInEvery(step, span) && !isWarm(step),
  );
  const savedMs = sumOf(installs, perRun(step));
  return stepCandidate(step, 'reinstalls packages', savedMs, installs, {
    title: `${step.series.step} installs packages anew in every build`,
    advice:
      'Install in a docker layer that depends on the lock file alone and run the commands in that image, or keep the ' +
      'store of the package manager between builds.',
  });
}

/** Layers that are built in every build though the sources do not change them. */
function withoutCache(step: StepEvidence): Candidate | null {
  const layers = step.spans.filter(({ kind }) => kind === 'layer');
  const lookups = layers.reduce((sum, { hits, misses }) => sum + hits + misses, 0);
  const hits = layers.reduce((sum, span) => sum + span.hits, 0);
  if (lookups === 0 || hits > 0.05 * lookups) return null;
  const kept = keepable(layers);
  const base = layers.filter(({ label }) => does.beginStage(label));
  // A base image that lies in the cache need not be fetched in full.
  const savedMs = sumOf(kept, perRun(step)) + 0.6 * sumOf(base, perRun(step));
  const build = step.spans.find(({ kind, label }) => kind === 'command' && does.buildImage(label));
  const pushes = step.spans.some(({ kind, label }) => kind === 'command' && does.pushImage(label));
  const isPush = pushes && !does.seeCache(build?.label ?? '');
  return stepCandidate(
    step,
    isPush ? 'push without cache' : 'docker build without cache',
    savedMs,
    [...kept, ...base],
    {
      title: isPush
        ? `${step.series.step} builds its image without any cache`
        : `docker build in ${step.series.step} never finds a layer`,
      advice: isPush
        ? 'Let the push plugin see the cache: cache_from with the image pushed last (and BUILDKIT_INLINE_CACHE=1 for BuildKit).'
        : 'Give the build a cache that lasts: cache-from an image or registry, or a builder that keeps its layers.',
    },
  );
}

/** Layers before the one that copies the sources; where their order is not known, those that install. */
function keepable(layers: readonly SpanEvidence[]): SpanEvidence[] {
  if (layers.every(({ order }) => order === null))
    return layers.filter(({ label }) => does.installPackages(label));
  const kept: SpanEvidence[] = [];
  let isBroken = false;
  for (const layer of layers) {
    // A new stage starts over.
    if (does.beginStage(layer.label)) isBroken = false;
    else if (does.copySources(layer.label) || does.copyFromStage(layer.label)) isBroken = true;
    else if (!isBroken && layer.misses > 0) kept.push(layer);
  }
  return kept;
}

/** A copy of all sources before the layer that installs: it misses with every commit, and all behind it. */
function firstLayer(step: StepEvidence): Candidate | null {
  const layers = step.spans.filter(({ kind }) => kind === 'layer');
  const first = layers.find(
    ({ firstMisses }) => firstMisses >= EVERY * step.logs && step.logs >= FEWEST_LOGS,
  );
  if (first === undefined || first.order === null || !does.copySources(first.label)) return null;
  const behind = layers
    .slice(layers.indexOf(first) + 1)
    .filter(span => does.installPackages(span.label) && span.misses > span.hits);
  return stepCandidate(step, 'first layer always misses', sumOf(behind, perRun(step)), [first, ...behind], {
    title: `A layer that copies the sources comes before the one that installs, in ${step.series.step}`,
    advice: 'Copy only the lock file before the layer that installs, and the rest of the sources behind it.',
  });
}

/** The image of the step, fetched in every build. */
function pullsImage(step: StepEvidence): Candidate | null {
  const pulls = step.spans.filter(({ kind, hits, misses }) => kind === 'pull' && misses > hits);
  const savedMs = sumOf(pulls, span => perRun(step)(span) * 0.9);
  return stepCandidate(step, 'image pulled in full', savedMs, pulls, {
    title: `The image of ${step.series.step} is fetched in most builds`,
    advice:
      'Keep the image on the runners (a pull policy of if-not-exists, a registry mirror), or let it be smaller.',
  });
}

/** A typical run against the fastest quarter of the same weeks: far apart, the good ones show what is possible. */
function varies(step: StepEvidence): Candidate | null {
  const [good, typical] = [nearestRank(step.seconds, 0.25) ?? 0, nearestRank(step.seconds, 0.5) ?? 0];
  if (typical < good * 1.3 || typical - good < 15) return null;
  return stepCandidate(step, 'varies widely', (typical - good) * 1000, [], {
    title: `${step.series.step} takes ${Math.round(typical)} s, though a quarter of its runs take ${Math.round(good)} s at most`,
    advice: 'See what the fast runs have in common: warm caches, other runners, hours of the day.',
  });
}

/** Long, and nobody would wait less without it. */
function offPath(step: StepEvidence): Candidate | null {
  const typical = nearestRank(step.seconds, 0.5) ?? 0;
  if (typical < 60 || step.onPath > 0.1 * step.seconds.length) return null;
  const found = candidate(step, 'off the critical path', new Map(), [], {
    title: `${step.series.step} is long, but hardly ever on the critical path`,
    advice: 'Not worth it: builds would not finish sooner.',
  });
  return { ...found, finding: { ...found.finding, isWorthIt: false, expectedMs: null } };
}
