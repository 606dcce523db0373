/** One week of one repository, as it is stored. */
export interface WeekKey {
  repoId: number;
  /** Its Monday, `2026-03-02`. */
  week: string;
}

/** Rows as columns, each as long as there are rows: a week has thousands of them. */
type Table<Row> = { [Name in keyof Row]: Array<Row[Name]> };

interface BuildRow {
  number: number;
  droneId: number;
  status: string;
  event: string;
  /** Who waits. */
  person: string | null;
  createdS: number;
  startedS: number | null;
  finishedS: number;
  onDefaultBranch: boolean;
  cron: boolean;
  rerun: boolean;
  /** Creation of what was promoted. */
  parentCreatedS: number | null;
  /** From its creation to the last approval that it waited for; 0: it needed none. */
  approvalS: number;
  /** It may have waited for one that nobody saw: how long it waited for what is unknown. */
  isUnclear: boolean;
  /** It is not over, and `finishedS` is how far it has come. */
  isOpen: boolean;
}

interface StageRow {
  name: string;
  type: string | null;
  status: string;
  machine: string | null;
  createdS: number | null;
  startedS: number | null;
  stoppedS: number | null;
  /** It ran, and nobody knows since when. */
  hasLostStart: boolean;
  /** It waited for an approval. */
  wasBlocked: boolean;
  dependsOn: readonly string[];
}

interface StepRow {
  name: string;
  status: string;
  detached: boolean;
  startedS: number | null;
  stoppedS: number | null;
  /** Null: not known. */
  dependsOn: readonly string[] | null;
  errorIgnored: boolean;
  /** Its log was read. */
  logged: boolean;
}

interface CacheRow {
  seriesId: number;
  kind: string;
  tool: string;
  hits: number | null;
  misses: number | null;
  missMs: number | null;
}

type Until<Name extends string> = Record<Name, number[]>;

/**
 * Builds that finished in some weeks with all that belongs to them. What belongs to a build or stage lies side by side
 * and ends before `…Until`; it begins where that of the one before ends. Times: unix seconds by the server's clock.
 */
export interface Facts {
  /** Week by week, in the order of their numbers. */
  builds: Table<BuildRow> & Until<'stagesUntil' | 'cachesUntil'>;
  stages: Table<StageRow> & Until<'stepsUntil'>;
  steps: Table<StepRow>;
  caches: Table<CacheRow>;
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
