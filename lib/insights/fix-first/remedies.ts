import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import { medianOf, nearestRank } from '@/lib/stats/quantiles';
import type { Remedy, StoredFinding } from './finding';
import type { Evidence, ServiceEvidence, SpanEvidence, StepEvidence } from './step-evidence';

/** What a remedy would take away from builds. */
export type Cut =
  /** Of each run of these steps, milliseconds by series. */
  | { kind: 'steps'; msBySeries: ReadonlyMap<number, number> }
  /** The queue of the builds of a service. */
  | { kind: 'queue' }
  /** Builds that repeat others, as a whole. */
  | { kind: 'reruns' };

/** Something that could be mended, before it is known what that would save. */
export interface Candidate {
  key: string;
  repoId: number;
  cut: Cut;
  finding: Omit<StoredFinding, 'lowHoursAWeek' | 'highHoursAWeek'>;
}

const FEWEST_RUNS = 10;
const FEWEST_LOGS = 8;
/** A command that is in so many logs is in every build. */
const EVERY = 0.7;
const LEAST_SAVED_MS = 1500;
const INSTALLS =
  /(^|[\s;&|("'])(apt-get|apt|apk|yum|dnf|microdnf|zypper)\b[^&|;]*\b(install|add)\b|\b(pip3?|pipx|uv pip|poetry|pdm|conda|mamba|gem|bundle|composer|npm|yarn|pnpm|bun|cargo|luarocks)\b[^&|;]*\b(install|ci|sync|fetch|i)\b|\bgo (mod download|get|install)\b|\bdotnet restore\b|\bmvn\b[^&|;]*dependency:/;
const SYSTEM_PACKAGES = /(^|[\s;&|("'])(apt-get|apt|apk|yum|dnf|microdnf|zypper)\b[^&|;]*\b(install|add)\b/;
const COMPILERS =
  /\b(build-essential|gcc|g\+\+|clang|make|python3?-dev|musl-dev|build-base|default-jdk|-dev\b)/;
const COPIES_SOURCES = /\b(COPY|ADD)\s+(--\S+\s+)*\.{1,2}\/?\s/;
const SLIM = /slim|alpine|distroless|busybox|scratch|minimal|micro/i;
const DOCKER_BUILD =
  /\bdocker(-buildx)?\s+(buildx\s+)?build\b|\bkaniko\b.*executor|\bbuildah\s+(bud|build)\b|\bpodman\s+build\b/;
const DOCKER_PUSH = /\bdocker\s+push\b|\bbuildah\s+push\b|\bpodman\s+push\b/;
const IS_FROM = /(^|\s)FROM\s/;

/** Everything that evidence speaks for. Only what logs tell counts: of a step without logs nothing is said of caches. */
export function findCandidates({ steps, services }: Evidence): Candidate[] {
  const bySteps = [...steps.values()].filter(step => step.seconds.length >= FEWEST_RUNS);
  return [
    ...bySteps.flatMap(step => ofStep(step)),
    ...[...services.values()].flatMap(service => ofService(service, bySteps)),
    ...farRegistries([...services.values()], bySteps),
  ];
}

function ofStep(step: StepEvidence): Candidate[] {
  return [
    reinstalls(step),
    withoutCache(step),
    firstLayer(step),
    pullsImage(step),
    slower(step),
    offPath(step),
  ].filter(candidate => candidate !== null);
}

function ofService(service: ServiceEvidence, steps: readonly StepEvidence[]): Candidate[] {
  const own = steps.filter(
    ({ series }) => series.repoId === service.repoId && series.service === service.service,
  );
  return [
    bigBase(service, own),
    shortRunners(service),
    reruns(service),
    ...builtTwice(own),
    compilers(service, own),
  ].filter(candidate => candidate !== null);
}

/** Installing commands, run in every build though nothing asks for it. */
function reinstalls(step: StepEvidence): Candidate | null {
  const installs = step.spans.filter(
    span => span.kind === 'command' && INSTALLS.test(span.label) && isInEvery(step, span) && !isWarm(step),
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
  const base = layers.filter(({ label }) => IS_FROM.test(label));
  // A base image that lies in the cache need not be fetched in full.
  const savedMs = sumOf(kept, perRun(step)) + 0.6 * sumOf(base, perRun(step));
  const build = step.spans.find(({ kind, label }) => kind === 'command' && DOCKER_BUILD.test(label));
  const pushes = step.spans.some(({ kind, label }) => kind === 'command' && DOCKER_PUSH.test(label));
  const isPush = pushes && !/--cache-from|--cache-repo|--cache=true/.test(build?.label ?? '');
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
  if (layers.every(({ order }) => order === null)) return layers.filter(({ label }) => INSTALLS.test(label));
  const kept: SpanEvidence[] = [];
  let isBroken = false;
  for (const layer of layers) {
    // A new stage starts over.
    if (IS_FROM.test(layer.label)) isBroken = false;
    else if (COPIES_SOURCES.test(layer.label) || /--from=/.test(layer.label)) isBroken = true;
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
  if (first === undefined || first.order === null || !COPIES_SOURCES.test(first.label)) return null;
  const behind = layers
    .slice(layers.indexOf(first) + 1)
    .filter(span => INSTALLS.test(span.label) && span.misses > span.hits);
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

/** What runs take now against a quarter of them: where that is far apart, the good ones show what is possible. */
function slower(step: StepEvidence): Candidate | null {
  const [good, typical] = [nearestRank(step.seconds, 0.25) ?? 0, nearestRank(step.seconds, 0.5) ?? 0];
  if (typical < good * 1.3 || typical - good < 15) return null;
  return stepCandidate(step, 'slower than it was', (typical - good) * 1000, [], {
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

/** System packages installed on top of a general image, and that image fetched: in steps and in the image built. */
function bigBase(service: ServiceEvidence, steps: readonly StepEvidence[]): Candidate | null {
  const cuts = new Map<number, number>();
  const seen: SpanEvidence[] = [];
  let hasPackages = false;
  for (const step of steps) {
    const packages = step.spans.filter(
      span =>
        span.kind !== 'pull' &&
        SYSTEM_PACKAGES.test(span.label) &&
        isInEvery(step, span) &&
        span.hits <= span.misses,
    );
    const images = step.spans.filter(
      span =>
        (span.kind === 'pull' || IS_FROM.test(span.label)) &&
        !SLIM.test(span.label) &&
        isInEvery(step, span) &&
        span.misses >= span.hits,
    );
    hasPackages ||= packages.length > 0;
    const savedMs = sumOf(packages, perRun(step)) + 0.6 * sumOf(images, perRun(step));
    if (packages.length === 0 || savedMs < LEAST_SAVED_MS) continue;
    cuts.set(step.series.id, savedMs);
    seen.push(...packages, ...images);
  }
  const [first] = steps;
  if (!hasPackages || first === undefined) return null;
  return serviceCandidate(service, 'big base image', { kind: 'steps', msBySeries: cuts }, seen, {
    title: `${service.service} installs system packages on top of a general image in every build`,
    advice:
      'Build a small base image of your own, with only what is needed, and use it in the steps and in the Dockerfile.',
  });
}

function shortRunners(service: ServiceEvidence): Candidate | null {
  const { queueS, builds, longQueueHours } = service;
  if (builds < FEWEST_RUNS || queueS.length < 0.1 * builds) return null;
  const hours = [...longQueueHours.entries()]
    .filter(([, count]) => (count ?? 0) > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([hour]) => `${String(hour).padStart(2, '0')}:00`)
    .sort();
  return serviceCandidate(service, 'runners are short', { kind: 'queue' }, [], {
    title: `${Math.round((100 * queueS.length) / builds)} % of the builds of ${service.service} wait for a runner, most at ${hours.join(', ')}`,
    advice: 'More runners at these hours, or builds of cron and of bots at others.',
  });
}

function reruns(service: ServiceEvidence): Candidate | null {
  const { builds, rerunBuilds } = service;
  if (rerunBuilds < 5 || rerunBuilds < 0.03 * builds) return null;
  return serviceCandidate(service, 'reruns of the same commit', { kind: 'reruns' }, [], {
    title: `${rerunBuilds} of ${builds} builds of ${service.service} repeat one of the same commit`,
    advice: 'Find the step that fails without a reason, and mend or leave out what is flaky.',
  });
}

/** The same Dockerfile built in two steps: what is tested is not what is pushed. */
function builtTwice(steps: readonly StepEvidence[]): Candidate[] {
  const builders = steps.flatMap(step => {
    const build = step.spans.find(
      span => span.kind === 'command' && DOCKER_BUILD.test(span.label) && isInEvery(step, span),
    );
    return build === undefined
      ? []
      : [{ step, build, file: /(?:-f|--file)[= ](\S+)/.exec(build.label)?.[1] ?? 'Dockerfile' }];
  });
  return builders.flatMap(({ step, build, file }, i) => {
    const twin = builders
      .slice(0, i)
      .find(other => other.file === file && other.step.series.pipeline === step.series.pipeline);
    if (twin === undefined) return [];
    const buildMs = ({ step: of, build: command }: (typeof builders)[number]) =>
      sumOf(
        of.spans.filter(({ kind }) => kind === 'layer'),
        perRun(of),
      ) || perRun(of)(command);
    const savedMs = Math.min(buildMs({ step, build, file }), buildMs(twin));
    const found = stepCandidate(step, 'built twice', savedMs, [twin.build, build], {
      title: `${file} is built in ${twin.step.series.step} and again in ${step.series.step}`,
      advice: 'Build the image once, test it, and push the one that was tested.',
    });
    return found === null ? [] : [found];
  });
}

/** Compile-time packages in an image of one stage; what they cost where it runs, no log tells. */
function compilers(service: ServiceEvidence, steps: readonly StepEvidence[]): Candidate | null {
  for (const step of steps) {
    const layers = step.spans.filter(({ kind }) => kind === 'layer');
    const pushes = step.spans.some(({ kind, label }) => kind === 'command' && DOCKER_PUSH.test(label));
    const stages = layers.filter(({ label }) => IS_FROM.test(label)).length;
    const found = layers.filter(({ label }) => SYSTEM_PACKAGES.test(label) && COMPILERS.test(label));
    if (!pushes || stages !== 1 || found.length === 0) continue;
    return serviceCandidate(
      service,
      'compilers in the final image',
      { kind: 'steps', msBySeries: new Map() },
      found,
      {
        title: `The image of ${service.service} is pushed with the packages that it was compiled with`,
        advice:
          'Compile in a stage of its own and copy the result. What that saves in pushes and pulls, the logs do not tell.',
      },
    );
  }
  return null;
}

const FAR_MS = 3000;
const FEWEST_PEERS = 3;

/** Pushes from one group of machines take longer than from another: the registry is far from it. */
function farRegistries(services: readonly ServiceEvidence[], steps: readonly StepEvidence[]): Candidate[] {
  const machinesOf = new Map(services.map(({ repoId, machines }) => [repoId, machines]));
  const pushes = steps.flatMap(step => {
    const push = step.spans.find(
      ({ kind, label, meanMs }) => kind === 'command' && DOCKER_PUSH.test(label) && meanMs !== null,
    );
    const group = machinesOf.get(step.series.repoId) ?? null;
    return push === undefined || push.meanMs === null || group === null
      ? []
      : [{ step, push, group, ms: push.meanMs }];
  });
  const groups = new Map<string, number[]>();
  for (const { group, ms } of pushes) groups.set(group, [...(groups.get(group) ?? []), ms]);
  const medians = [...groups].flatMap(([group, all]) =>
    all.length < FEWEST_PEERS ? [] : [{ group, ms: medianOf(Float64Array.from(all).sort()) }],
  );
  const nearest = medians.sort((a, b) => a.ms - b.ms)[0];
  if (nearest === undefined) return [];
  return pushes.flatMap(({ step, push, group }) => {
    const own = medians.find(other => other.group === group);
    if (own === undefined || own.ms - nearest.ms < FAR_MS) return [];
    const found = stepCandidate(step, 'registry far away', own.ms - nearest.ms, [push], {
      title: `Pushes from ${group} take ${Math.round((own.ms - nearest.ms) / 1000)} s longer than from ${nearest.group}`,
      advice: 'Move the runners to the region of the registry, or a mirror of it to theirs.',
    });
    return found === null ? [] : [found];
  });
}

/** Whether a span is in every log of its step. */
function isInEvery(step: StepEvidence, { runs }: SpanEvidence): boolean {
  return step.logs >= FEWEST_LOGS && runs >= EVERY * step.logs;
}

/** Whether the package manager finds what it needs, as the log has it. */
function isWarm({ caches }: StepEvidence): boolean {
  const packages = caches.get(String(CACHE_KINDS.indexOf('packages')));
  return packages !== undefined && packages.hits > 2 * packages.misses;
}

/** What a span takes in a typical run of its step, ms. */
function perRun(step: StepEvidence): (span: SpanEvidence) => number {
  return ({ meanMs, runs }) => ((meanMs ?? 0) * Math.min(runs, step.logs)) / Math.max(step.logs, 1);
}

function sumOf(spans: readonly SpanEvidence[], msOf: (span: SpanEvidence) => number): number {
  return spans.reduce((sum, span) => sum + msOf(span), 0);
}

type Words = Pick<StoredFinding, 'title' | 'advice'>;

/** Null where it would save next to nothing. */
function stepCandidate(
  step: StepEvidence,
  remedy: Remedy,
  savedMs: number,
  spans: readonly SpanEvidence[],
  words: Words,
): Candidate | null {
  if (savedMs < LEAST_SAVED_MS) return null;
  return candidate(step, remedy, new Map([[step.series.id, savedMs]]), spans, words);
}

function candidate(
  step: StepEvidence,
  remedy: Remedy,
  msBySeries: ReadonlyMap<number, number>,
  spans: readonly SpanEvidence[],
  words: Words,
): Candidate {
  const { service, team, repository, pipeline, step: name, id, repoId } = step.series;
  const typical = nearestRank(step.seconds, 0.5);
  const nowMs = typical === null ? null : typical * 1000;
  const savedMs = msBySeries.get(id) ?? 0;
  return {
    key: `${remedy.replaceAll(' ', '-')}.${id}`,
    repoId,
    cut: { kind: 'steps', msBySeries },
    finding: {
      ...{ remedy, ...words, service, team, repository, pipeline, step: name, nowMs, isWorthIt: true },
      expectedMs: nowMs === null ? null : Math.max(nowMs - savedMs, 0),
      evidence: {
        runs: step.seconds.length,
        p50Ms: nowMs,
        onPathRatio: step.seconds.length === 0 ? null : step.onPath / step.seconds.length,
        ...cacheOf(spans, step.logs),
        labels: labelsOf(spans),
      },
    },
  };
}

function serviceCandidate(
  { repoId, repository, service, team, builds }: ServiceEvidence,
  remedy: Remedy,
  cut: Cut,
  spans: readonly SpanEvidence[],
  words: Words,
): Candidate {
  return {
    key: `${remedy.replaceAll(' ', '-')}.${repoId}.${service}`,
    repoId,
    cut,
    finding: {
      ...{
        remedy,
        ...words,
        service,
        team,
        repository,
        pipeline: null,
        step: null,
        nowMs: null,
        expectedMs: null,
      },
      isWorthIt: true,
      evidence: {
        ...{ runs: builds, p50Ms: null, onPathRatio: null, hitRatio: null, missMsARun: null },
        labels: labelsOf(spans),
      },
    },
  };
}

function cacheOf(spans: readonly SpanEvidence[], logs: number) {
  const hits = spans.reduce((sum, span) => sum + span.hits, 0);
  const misses = spans.reduce((sum, span) => sum + span.misses, 0);
  const missMs = spans.reduce((sum, span) => sum + span.missMs, 0);
  return {
    hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
    missMsARun: misses === 0 || logs === 0 ? null : missMs / logs,
  };
}

function labelsOf(spans: readonly SpanEvidence[]): StoredFinding['evidence']['labels'] {
  return spans.slice(0, 12).map(({ label, meanMs, runs, hits, misses }) => ({
    text: label,
    meanMs,
    runs,
    hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
  }));
}
