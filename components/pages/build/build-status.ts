import { type BuildDetail, isFinished } from '@/lib/builds/query';

/** Whether a build, stage or step has not ended. */
export function isUnderWay({ status }: Pick<BuildDetail, 'status'>): boolean {
  return !isFinished(status);
}

/** A build is called pending while one of its stages waits for an approval. */
export function waitsForApproval({ status, stages }: Pick<BuildDetail, 'status' | 'stages'>): boolean {
  return isUnderWay({ status }) && stages.some(stage => stage.status === 'blocked');
}

/** Whether any part of a build ever began. */
export function hasRun({ stages }: Pick<BuildDetail, 'stages'>): boolean {
  return stages.some(stage => stage.startMs !== null);
}
