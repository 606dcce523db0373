import type { BuildDetail, BuildStage, BuildStep, WaitedFor } from '@/lib/builds/query';

/** What a build waited for: a step on its critical path, the queue, or what lies between steps. */
export interface CriticalPathPart extends Omit<WaitedFor, 'stage' | 'step'> {
  key: string;
  /** Of a step. */
  stage: BuildStage | null;
  step: BuildStep | null;
}

/** The parts of the critical path with their steps, what added most to the wait first; null while it is not known. */
export function criticalPathParts({
  waitedFor,
  stages,
}: Pick<BuildDetail, 'waitedFor' | 'stages'>): CriticalPathPart[] | null {
  if (waitedFor === null) return null;
  return waitedFor.map(part => {
    const stage = stages.find(own => own.number === part.stage) ?? null;
    const step = stage?.steps.find(own => own.number === part.step) ?? null;
    const key = step === null ? part.kind : `${stage?.number}.${step.number}`;
    return { ...part, key, stage: step === null ? null : stage, step };
  });
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
    others: { count: rest.length, ms: rest.reduce((sum, { pathMs }) => sum + pathMs, 0) },
  };
}
