import type { BuildDetail, BuildStage, BuildStep } from '@/lib/builds/query';

/** What a build waited for: a step on its critical path, the queue, or what lies between steps. */
export interface CriticalPathPart {
  key: string;
  kind: 'step' | 'queue' | 'between';
  /** Of a step. */
  stage: BuildStage | null;
  step: BuildStep | null;
  /** On the critical path; the parts of a build add up to its wait. */
  ms: number;
}

/** The critical path added up by step, what took the longest first; null while it is not known. */
export function criticalPathParts({
  path,
  stages,
}: Pick<BuildDetail, 'path' | 'stages'>): CriticalPathPart[] | null {
  if (path === null) return null;
  const parts = new Map<string, CriticalPathPart>();
  for (const { fromMs, untilMs, isQueued, isApproval, pipeline, step: name } of path) {
    if (isApproval) continue;
    const stage = stages.find(own => own.name === pipeline) ?? null;
    const step = stage?.steps.find(own => own.name === name) ?? null;
    const kind = step !== null ? 'step' : isQueued ? 'queue' : 'between';
    const key = step === null ? kind : `${stage?.number}.${step.number}`;
    const part = parts.get(key) ?? { key, kind, stage: step === null ? null : stage, step, ms: 0 };
    part.ms += untilMs - fromMs;
    parts.set(key, part);
  }
  return [...parts.values()].filter(({ ms }) => ms > 0).sort((a, b) => b.ms - a.ms);
}

/** The first parts, and all others in one. */
export function firstParts(
  parts: readonly CriticalPathPart[],
  count: number,
): { shown: CriticalPathPart[]; others: { count: number; ms: number } | null } {
  if (parts.length <= count + 1) return { shown: [...parts], others: null };
  const rest = parts.slice(count);
  return {
    shown: parts.slice(0, count),
    others: { count: rest.length, ms: rest.reduce((sum, { ms }) => sum + ms, 0) },
  };
}
