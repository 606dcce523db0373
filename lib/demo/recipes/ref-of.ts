import type { BuildRecord } from '../build-record';

/** The git reference that a build is for. */
export function refOf(record: BuildRecord): string {
  if (record.event === 'tag' && record.tag !== null) return `refs/tags/${record.tag}`;
  if (record.event === 'pull_request' && record.pullRequest !== null) {
    return `refs/pull/${record.pullRequest.number}/head`;
  }
  return `refs/heads/${record.branch}`;
}
