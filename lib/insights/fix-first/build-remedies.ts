import { entryOf } from '@/lib/entry-of';
import { formatRatio } from '@/lib/format';
import {
  buildsCandidate,
  type Candidate,
  FEWEST_RUNS,
  isInEvery,
  LEAST_SAVED_MS,
  perRun,
  stepCandidate,
  sumOf,
} from './candidate';
import { does } from './commands';
import type { RepoEvidence, ServiceEvidence, SpanEvidence, StepEvidence } from './step-evidence';

/** What speaks for a remedy in several steps of a service. */
export function findInService(service: ServiceEvidence, steps: readonly StepEvidence[]): Candidate[] {
  const own = steps.filter(
    ({ series }) => series.repoId === service.repoId && series.service === service.service,
  );
  return [bigBase(service, own), ...builtTwice(own), compilers(service, own)].filter(found => found !== null);
}

/** What speaks for a remedy in the builds of a repository, whatever services share them. */
export function findInRepo(repo: RepoEvidence): Candidate[] {
  return [shortRunners(repo), reruns(repo)].filter(found => found !== null);
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
        does.installSystemPackages(span.label) &&
        isInEvery(step, span) &&
        span.hits <= span.misses,
    );
    // A layer that begins a stage takes as long as the pull in it.
    const begins = step.spans.filter(({ label }) => does.beginStage(label));
    const fetched = begins.length > 0 ? begins : step.spans.filter(({ kind }) => kind === 'pull');
    const images = fetched.filter(
      span => !does.nameSlimImage(span.label) && isInEvery(step, span) && span.misses >= span.hits,
    );
    hasPackages ||= packages.length > 0;
    const savedMs = sumOf(packages, perRun(step)) + 0.6 * sumOf(images, perRun(step));
    if (packages.length === 0 || savedMs < LEAST_SAVED_MS) continue;
    cuts.set(step.series.id, savedMs);
    seen.push(...packages, ...images);
  }
  const [first] = steps;
  if (!hasPackages || first === undefined) return null;
  return buildsCandidate(service, 'big base image', { kind: 'steps', msBySeries: cuts }, seen, {
    title: `${service.service} installs system packages on top of a general image in every build`,
    advice:
      'Build a small base image of your own, with only what is needed, and use it in the steps and in the Dockerfile.',
  });
}

function hasShortRunners({ longQueues, builds }: RepoEvidence): boolean {
  return builds >= FEWEST_RUNS && longQueues >= 0.1 * builds;
}

const MORE_RUNNERS = 'More runners at these hours, or builds of cron and of bots at other hours.';

function shortRunners(repo: RepoEvidence): Candidate | null {
  const { longQueues, builds, longQueueHours, repository, machines } = repo;
  if (!hasShortRunners(repo)) return null;
  const found = buildsCandidate(repo, 'runners are short', { kind: 'queue', repoIds: [repo.repoId] }, [], {
    title: `${formatRatio(longQueues / builds)} of the builds of ${repository} wait for a runner, most at ${busiest(longQueueHours)}`,
    advice: MORE_RUNNERS,
  });
  return { ...found, finding: { ...found.finding, pool: machines } };
}

/** Runners for which several repositories wait: one thing to mend, whoever waits. */
export function findPools(repos: readonly RepoEvidence[]): Candidate[] {
  const pools = new Map<string, RepoEvidence[]>();
  for (const repo of repos) {
    if (repo.machines !== null && hasShortRunners(repo)) entryOf(pools, repo.machines, () => []).push(repo);
  }
  return [...pools].flatMap(([pool, members]) => {
    const [first] = [...members].sort((a, b) => b.longQueues - a.longQueues);
    if (first === undefined || members.length < 2) return [];
    const sum = (of: (repo: RepoEvidence) => number) => members.reduce((total, repo) => total + of(repo), 0);
    const hours = Array.from({ length: 24 }, (_, hour) => sum(repo => repo.longQueueHours[hour] ?? 0));
    const [builds, teams] = [sum(repo => repo.builds), new Set(members.map(({ team }) => team))];
    const owner = { ...first, builds, service: null, team: teams.size === 1 ? first.team : null };
    const cut = { kind: 'queue', repoIds: members.map(({ repoId }) => repoId) } as const;
    const found = buildsCandidate(owner, 'runners are short', cut, [], {
      title: `${formatRatio(sum(repo => repo.longQueues) / builds)} of the builds of ${members.length} repositories wait for a runner of ${pool}, most at ${busiest(hours)}; ${first.repository} most often`,
      advice: MORE_RUNNERS,
    });
    return [
      { ...found, key: `runners-are-short.pool.${pool}`, finding: { ...found.finding, pool, isPool: true } },
    ];
  });
}

/** The three hours with the most. */
function busiest(hours: readonly number[]): string {
  return [...hours.entries()]
    .filter(([, count]) => (count ?? 0) > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([hour]) => `${String(hour).padStart(2, '0')}:00`)
    .sort()
    .join(', ');
}

function reruns(repo: RepoEvidence): Candidate | null {
  const { builds, rerunBuilds, repository } = repo;
  if (rerunBuilds < 5 || rerunBuilds < 0.03 * builds) return null;
  return buildsCandidate(repo, 'reruns of the same commit', { kind: 'reruns' }, [], {
    title: `${rerunBuilds} of ${builds} builds of ${repository} repeat one of the same commit`,
    advice: 'Find the step that fails without a reason, and mend or leave out what is flaky.',
  });
}

/** The same Dockerfile built in two steps: what is tested is not what is pushed. */
function builtTwice(steps: readonly StepEvidence[]): Candidate[] {
  const builders = steps.flatMap(step => {
    const build = step.spans.find(
      span => span.kind === 'command' && does.buildImage(span.label) && isInEvery(step, span),
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
    const pushes = step.spans.some(({ kind, label }) => kind === 'command' && does.pushImage(label));
    const stages = layers.filter(({ label }) => does.beginStage(label)).length;
    const found = layers.filter(({ label }) => does.installCompilers(label));
    if (!pushes || stages !== 1 || found.length === 0) continue;
    const told = buildsCandidate(
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
    return { ...told, finding: { ...told.finding, isSavingKnown: false } };
  }
  return null;
}
