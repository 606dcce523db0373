import type { BuildDetail, BuildStage, BuildStep } from './build-detail';

/** One line of a build's waterfall in figures: a stage, a step, or a command, pull or layer inside. */
export interface BuildPart {
  stage: string;
  /** Null: the stage itself. */
  step: string | null;
  kind: 'stage' | 'step' | BuildStep['inside']['spans'][number]['kind'];
  /** Null: a command too rare for a label of its own. */
  name: string | null;
  status: BuildStage['status'] | null;
  cache: 'hit' | 'miss' | 'unknown' | null;
  /** Milliseconds since the creation of the build; null: it never began, or is not known. */
  startMs: number | null;
  tookMs: number | null;
  /** Of a stage, before it started. */
  queueMs: number | null;
  /** Of earlier builds, as `usual` tells them. */
  usualP50Ms: number | null;
  usualP90Ms: number | null;
  usualBuilds: number | null;
  isOnPath: boolean | null;
  exclusiveMs: number | null;
}

const NOTHING = {
  status: null,
  cache: null,
  queueMs: null,
  usualP50Ms: null,
  usualP90Ms: null,
  usualBuilds: null,
  isOnPath: null,
  exclusiveMs: null,
};

/** Everything that the waterfall of a build draws, line by line; its table and its CSV. */
export function buildParts({ stages }: Pick<BuildDetail, 'stages'>): BuildPart[] {
  return stages.flatMap(stage => [
    {
      stage: stage.name,
      step: null,
      kind: 'stage' as const,
      name: stage.name,
      startMs: stage.startMs,
      tookMs: stage.runMs,
      ...NOTHING,
      status: stage.status,
      queueMs: stage.queueMs,
    },
    ...stage.steps.flatMap(step => stepParts(stage.name, step)),
  ]);
}

function stepParts(stage: string, step: BuildStep): BuildPart[] {
  const { name, status, startMs, runMs, usual, isOnPath, exclusiveMs, inside } = step;
  return [
    {
      stage,
      step: name,
      kind: 'step',
      name,
      startMs,
      tookMs: runMs,
      ...NOTHING,
      status,
      usualP50Ms: usual.p50Ms,
      usualP90Ms: usual.p90Ms,
      usualBuilds: usual.n,
      isOnPath,
      exclusiveMs,
    },
    ...inside.spans.map(span => ({
      stage,
      step: name,
      kind: span.kind,
      name: span.label,
      startMs: startMs === null || span.startMs === null ? null : startMs + span.startMs,
      tookMs: span.durationMs,
      ...NOTHING,
      cache: span.cache,
    })),
  ];
}
