/**
 * The door for questions: packed weeks, names and settings with a filter applied. Nothing else of this room is
 * imported by those who ask.
 */
export type { BuildColumns, CacheColumns, StepColumns } from './format/build-parts';
export { BUILD_FLAG, codeOf, STATUS, STEP_FLAG } from './format/codes';
export { UNKNOWN, WeekFormatError } from './format/columns';
export { endOf } from './format/is-waited-for';
export { BUCKET_GAMMA, type SpanColumns, type TimeColumns } from './format/span-parts';
export { type BuildDigest, startOf } from './read/digest-builds';
export {
  addTold,
  type CacheTold,
  digestCaches,
  nothingTold,
  readTold,
  readToldWeek,
} from './read/digest-caches';
export { forEachSeries } from './read/for-each-series';
export { type FigureSource, LimitedSource } from './read/limited-source';
export type { LostSlice } from './read/lost-reader';
export { openReader, openReaderUnder, type ReaderContext } from './read/open-reader';
export { BuildPicker, hasWait, isTimed, type PickedBuilds, queueOf } from './read/pick-builds';
export type { ReaderScope } from './read/reader-scope';
export { type BookSeries, SeriesBook } from './read/series-book';
export type { RepoGroup } from './read/series-scope';
export { forEachStage } from './read/stage-entries';
export { LOST_WIDTH } from './read/sum-lost';
export type { DigestWeeks, SummedWeeks } from './read/sum-weeks';
export {
  createTimedStepVisitor,
  forEachStepRun,
  forEachTimedRuns,
  forEachTimedStep,
} from './read/timed-steps';
export { WaitedCount, waitingIndex } from './read/waited-for';
export type {
  GroupedBuilds,
  Period,
  Reach,
  SpanSlice,
  WeekReader,
  WeekSlice,
} from './read/week-reader';
export { WeekSource } from './read/week-source';
