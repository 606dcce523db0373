import type { PartName } from './parts';

/** The columns of each part in the order in which version 1 wrote them: its bytes tell no names. */
export const VERSION_ONE: Readonly<Record<PartName, string>> = {
  builds:
    'droneId:f64 number:i32 createdS:u32 waitS:u32 queueS:u32 runS:u32 parentCreatedS:u32 ' +
    'loginId:i32 failedSeriesId:i32 pipelineId:i32 stagesUntil:u32 pathUntil:u32 day:u8 ' +
    'createdHour:u8 status:u8 event:u8 flags:u8',
  stages: 'build:u32 seriesId:i32 startS:u32 queueS:u32 dependencyS:u32 runS:u32 machine:u32 ' + 'status:u8',
  steps: 'seriesId:i32 build:u32 startS:u32 stopS:u32 exclusiveS:u32 status:u8 flags:u8',
  caches: 'seriesId:i32 build:u32 hits:u32 misses:u32 missMs:u32 tool:u32 kind:u8',
  path: 'untilS:u32 seriesId:i32 pipelineId:i32 flags:u8',
  amounts:
    'number:i32 placeId:i32 ownerId:i32 personId:i32 measuredMs:u32 lowMs:u32 lostMs:u32 ' +
    'highMs:u32 day:u8 cause:u8 event:u8 flags:u8',
  sums:
    'measuredMs:f64 lowMs:f64 lostMs:f64 highMs:f64 placeId:i32 ownerId:i32 cause:u8 ' + 'event:u8 flags:u8',
  spans:
    'totalMs:f64 missMs:f64 seriesId:i32 labelId:i32 runs:u32 timed:u32 hits:u32 misses:u32 ' +
    'firstMisses:u32 timesUntil:u32 event:u8 flags:u8',
  times: 'count:u32 bucket:u16',
};
