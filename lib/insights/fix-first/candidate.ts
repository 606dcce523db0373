import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import { nearestRank } from '@/lib/stats/quantiles';
import type { Remedy, StoredFinding } from './finding';
import type { RepoEvidence, ServiceEvidence, SpanEvidence, StepEvidence } from './step-evidence';

/** What a remedy would take away from builds. */
export type Cut =
  /** Of each run of these steps, milliseconds by series. */
  | { kind: 'steps'; msBySeries: ReadonlyMap<number, number> }
  /** The queue of the builds of these repositories. */
  | { kind: 'queue'; repoIds: readonly number[] }
  /** Of each build of its repository, milliseconds; of a service that shares it: of the wait for its own steps. */
  | { kind: 'builds'; ms: number; sharedBy: string | null }
  /** Builds that repeat others, as a whole. */
  | { kind: 'reruns' };

/** Something that could be mended, before it is known what that would save. */
export interface Candidate {
  key: string;
  repoId: number;
  cut: Cut;
  /** The first day, since 1970-01-01, on which builds have it; left out: all days that are looked at. */
  sinceDay?: number;
  finding: Omit<StoredFinding, 'lowHoursAWeek' | 'highHoursAWeek'>;
}

export const FEWEST_RUNS = 10;
export const FEWEST_LOGS = 8;
/** A command that is in so many logs is in every build. */
export const EVERY = 0.7;
export const LEAST_SAVED_MS = 1500;

/** Whether a span is in every log of its step. */
export function isInEvery(step: StepEvidence, { runs }: SpanEvidence): boolean {
  return step.logs >= FEWEST_LOGS && runs >= EVERY * step.logs;
}

/** Whether the package manager finds what it needs, as the log has it. */
export function isWarm({ caches }: StepEvidence): boolean {
  const packages = caches.get(String(CACHE_KINDS.indexOf('packages')));
  return packages !== undefined && packages.hits > 2 * packages.misses;
}

/** What a span takes in a typical run of its step, ms. */
export function perRun(step: StepEvidence): (span: SpanEvidence) => number {
  return ({ meanMs, runs }) => ((meanMs ?? 0) * Math.min(runs, step.logs)) / Math.max(step.logs, 1);
}

export function sumOf(spans: readonly SpanEvidence[], msOf: (span: SpanEvidence) => number): number {
  return spans.reduce((sum, span) => sum + msOf(span), 0);
}

type Words = Pick<StoredFinding, 'title' | 'advice'>;

/** Null where it would save next to nothing. */
export function stepCandidate(
  step: StepEvidence,
  remedy: Remedy,
  savedMs: number,
  spans: readonly SpanEvidence[],
  words: Words,
): Candidate | null {
  if (savedMs < LEAST_SAVED_MS) return null;
  return candidate(step, remedy, new Map([[step.series.id, savedMs]]), spans, words);
}

export function candidate(
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
      ...{ remedy, ...words, service, team, repository, pipeline, step: name, nowMs },
      ...{ isWorthIt: true, isSavingKnown: true, pool: null, isPool: false },
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

/** Of a service in its repository, or of a repository as a whole. */
export function buildsCandidate(
  { repoId, repository, service, team, builds }: ServiceEvidence | RepoEvidence,
  remedy: Remedy,
  cut: Cut,
  spans: readonly SpanEvidence[],
  words: Words,
): Candidate {
  return {
    key: `${remedy.replaceAll(' ', '-')}.${repoId}.${service ?? ''}`,
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
      ...{ isWorthIt: true, isSavingKnown: true, pool: null, isPool: false },
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
