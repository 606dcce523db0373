import type { ColumnsOf } from './read-table';
import type { builds, caches, stages, steps } from './read-week-facts';

/** One week of one repository, as it is stored. */
export interface WeekKey {
  repoId: number;
  /** Its Monday, `2026-03-02`. */
  week: string;
}

/** Rows as columns, each as long as there are rows: a week has thousands of them. */
type Read<Types, Keys extends keyof Types> = Omit<ColumnsOf<Types>, Keys>;

type Until<Name extends string> = Record<Name, number[]>;

/**
 * Builds that finished in some weeks with all that belongs to them. What belongs to a build or stage lies side by side
 * and ends before `…Until`; it begins where that of the one before ends. Times: unix seconds by the server's clock.
 */
export interface Facts {
  /** Week by week, in the order of their numbers. */
  builds: Read<typeof builds, 'week' | 'serverId'> &
    Until<'stagesUntil' | 'cachesUntil'> & {
      /** From its creation to the last approval that it waited for; 0: it needed none. */
      approvalS: number[];
    };
  stages: Read<typeof stages, 'build' | 'stage' | 'updatedS' | 'blockedUntilS' | 'releasedS'> &
    Until<'stepsUntil'> & {
      /** It ran, and nobody knows since when. */
      hasLostStart: boolean[];
      /** It waited for an approval. */
      wasBlocked: boolean[];
    };
  /** `logged`: its log was read. */
  steps: Read<typeof steps, 'build' | 'step'> & { logged: boolean[] };
  caches: Read<typeof caches, 'build' | 'step'> & { seriesId: number[] };
}

/** One of the weeks: its builds are those from `buildsFrom` to before `buildsUntil`. */
export interface WeekFacts {
  facts: Facts;
  buildsFrom: number;
  buildsUntil: number;
}

/** Where what belongs to an entry begins. */
export function fromOf(until: readonly number[], index: number): number {
  return index === 0 ? 0 : (until[index - 1] ?? 0);
}
