import { z } from 'zod';

/** One week of one repository, as it is stored. */
export interface WeekKey {
  repoId: number;
  /** Its Monday, `2026-03-02`. */
  week: string;
}

/** Rows as columns, each as long as there are rows: a week has thousands of them. */
export type Table<Row> = { [Name in keyof Row]: Array<Row[Name]> };

const seconds = z.number().nullable();

export const buildRow = z.object({
  number: z.number(),
  droneId: z.number(),
  status: z.string(),
  event: z.string(),
  /** Who waits. */
  person: z.string().nullable(),
  createdS: z.number(),
  startedS: seconds,
  finishedS: z.number(),
  onDefaultBranch: z.boolean(),
  cron: z.boolean(),
  rerun: z.boolean(),
  /** Creation of what was promoted. */
  parentCreatedS: seconds,
});
export const stageRow = z.object({
  name: z.string(),
  status: z.string(),
  machine: z.string().nullable(),
  createdS: seconds,
  startedS: seconds,
  stoppedS: seconds,
  dependsOn: z.array(z.string()).readonly(),
});
export const stepRow = z.object({
  name: z.string(),
  status: z.string(),
  detached: z.boolean(),
  startedS: seconds,
  stoppedS: seconds,
  /** Null: not known. */
  dependsOn: z.array(z.string()).readonly().nullable(),
  errorIgnored: z.boolean(),
  /** Its log was read. */
  logged: z.boolean(),
});
export const cacheRow = z.object({
  seriesId: z.number(),
  kind: z.string(),
  tool: z.string(),
  hits: z.number().nullable(),
  misses: z.number().nullable(),
  missMs: z.number().nullable(),
});

type Until<Name extends string> = Record<Name, number[]>;

/**
 * Builds that finished in some weeks with all that belongs to them. What belongs to a build or stage lies side by side
 * and ends before `…Until`; it begins where that of the one before ends. Times: unix seconds.
 */
export interface Facts {
  /** Week by week, in the order of their numbers. */
  builds: Table<z.infer<typeof buildRow>> & Until<'stagesUntil' | 'cachesUntil'>;
  stages: Table<z.infer<typeof stageRow>> & Until<'stepsUntil'>;
  steps: Table<z.infer<typeof stepRow>>;
  caches: Table<z.infer<typeof cacheRow>>;
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
