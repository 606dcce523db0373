import type { ColumnSpec, Columns } from './columns';

/**
 * A packed week: what finished in one week of one repository, as columns. Seconds are offsets from the build's
 * creation unless they say otherwise; UNKNOWN is what never happened. Builds come in the order of their numbers,
 * stages and stretches of the path in the order of their builds, steps and caches by series, then build.
 */
export const BUILD_COLUMNS = {
  droneId: 'f64',
  number: 'f64',
  /** Unix seconds. */
  createdS: 'u32',
  /** Finished − created, but for the approval; of one that is not over, how far it has come, a day at most. */
  waitS: 'u32',
  /** From its creation to the last approval that it waited for, which is in no other figure; 0: it needed none. */
  approvalS: { kind: 'u32', absent: 0 },
  /** Of the wait, while the stage on the critical path had not started. */
  queueS: 'u32',
  /** Finished − started; UNKNOWN: it never started. */
  runS: 'u32',
  /** When the build that was promoted or rolled back was created, unix seconds; UNKNOWN: not one of those. */
  parentCreatedS: 'u32',
  /** Who waits, as the server spells them; 0: nobody is known. */
  loginId: 'i32',
  /** Series of the step that failed first; 0: none did. */
  failedSeriesId: 'i32',
  /** Series of the pipeline that the build ended with, or of the repository where it had none. */
  pipelineId: 'i32',
  stagesUntil: { kind: 'u32', joining: 'end' },
  pathUntil: { kind: 'u32', joining: 'end' },
  /** Days since the week's Monday on which it finished. */
  day: { kind: 'u8', joining: 'day' },
  /** Local hours since Monday 00:00 at which it was created. */
  createdHour: 'u8',
  status: 'u8',
  event: 'u8',
  flags: 'u8',
} as const satisfies ColumnSpec;

export const STAGE_COLUMNS = {
  /** Index of the build in the week. */
  build: { kind: 'u32', joining: 'build' },
  /** Series of the pipeline: its step is ''. */
  seriesId: 'i32',
  startS: 'u32',
  queueS: 'u32',
  dependencyS: 'u32',
  runS: 'u32',
  /** Index into `machines`, from 1; 0: not known. */
  machine: { kind: 'u32', joining: 'namePlusOne' },
  status: 'u8',
} as const satisfies ColumnSpec;

export const STEP_COLUMNS = {
  seriesId: 'i32',
  /** Index of the build in the week. */
  build: { kind: 'u32', joining: 'build' },
  startS: 'u32',
  stopS: 'u32',
  /** How much sooner the build would have finished without it; 0 where it was not on the critical path. */
  exclusiveS: 'u32',
  status: 'u8',
  flags: 'u8',
} as const satisfies ColumnSpec;

export const CACHE_COLUMNS = {
  seriesId: 'i32',
  /** Index of the build in the week. */
  build: { kind: 'u32', joining: 'build' },
  /** UNKNOWN: the tool does not tell. */
  hits: 'u32',
  misses: 'u32',
  missMs: 'u32',
  /** Index into `tools`. */
  tool: { kind: 'u32', joining: 'name' },
  kind: 'u8',
} as const satisfies ColumnSpec;

/** Stretches of the critical path, in order; each begins where the one before it ends. */
export const PATH_COLUMNS = {
  untilS: 'u32',
  /** The step's series, or the pipeline's where no step held the build up. */
  seriesId: 'i32',
  /** The pipeline's. */
  pipelineId: 'i32',
  flags: 'u8',
} as const satisfies ColumnSpec;

export type BuildColumns = Columns<typeof BUILD_COLUMNS>;
type StageColumns = Columns<typeof STAGE_COLUMNS> & { machines: string[] };
export type StepColumns = Columns<typeof STEP_COLUMNS>;
export type CacheColumns = Columns<typeof CACHE_COLUMNS> & { tools: string[] };
export type PathColumns = Columns<typeof PATH_COLUMNS>;

export interface BuildParts {
  builds: BuildColumns;
  stages: StageColumns;
  steps: StepColumns;
  caches: CacheColumns;
  path: PathColumns;
}

export type WeekPart = keyof BuildParts;
