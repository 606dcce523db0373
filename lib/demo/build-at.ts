import type { BuildRecord } from './build-record';
import { shaOf, titleOf } from './commit-text';
import { GIT_URL } from './recipes/common-steps';
import { refOf } from './recipes/ref-of';
import type { WireBuild } from './wire';

/** How the row of a build reads at one instant, without its stages. */
interface BuildRow {
  status: string;
  startedS: number;
  finishedS: number;
  updatedS: number;
  version: number;
}

/** Drone bumps `updated` and the version when the first stage starts, and only the version at the end. */
function buildRowAt(record: BuildRecord, atS: number): BuildRow {
  const { createdS } = record;
  if (record.fate === 'invalid') {
    return { status: 'error', startedS: createdS, finishedS: createdS, updatedS: createdS, version: 1 };
  }
  if (record.status === 'declined') {
    const declined = atS >= createdS + record.fateAfterS;
    const status = declined ? 'declined' : 'pending';
    return { status, startedS: 0, finishedS: 0, updatedS: createdS, version: declined ? 2 : 1 };
  }
  const neverStarted = record.runs.every(run => run.startS === null);
  const started = record.startedS !== null && record.startedS <= atS && !neverStarted;
  const finished = record.finishedS !== null && record.finishedS <= atS;
  const startedS = started || finished ? (record.startedS ?? 0) : 0;
  return {
    status: finished ? record.status : started ? 'running' : 'pending',
    startedS,
    finishedS: finished ? (record.finishedS ?? 0) : 0,
    updatedS: started ? startedS : createdS,
    version: 1 + (started ? 1 : 0) + (finished ? 1 : 0),
  };
}

/** A build as Drone lists it: without stages. */
export function listedBuildAt(seed: number, record: BuildRecord, atS: number): WireBuild {
  const row = buildRowAt(record, atS);
  const { repo, sender, author, event } = record;
  const sha = shaOf(seed, record.commit);
  const title = record.pullRequest?.title ?? titleOf(seed, record.commit);
  return {
    id: record.id,
    repo_id: repo.id,
    trigger: record.fate === 'invalid' ? '' : record.trigger,
    number: record.number,
    ...(record.parentRecord === null ? {} : { parent: record.parentRecord.number }),
    status: row.status,
    ...(record.fate === 'invalid'
      ? { error: 'yaml: line 23: mapping values are not allowed in this context' }
      : {}),
    event,
    action: record.action,
    link: linkOf(record, sha),
    timestamp: 0,
    ...(event === 'pull_request' ? { title } : {}),
    message: messageOf(record, title),
    before: shaOf(seed, record.before),
    after: sha,
    ref: refOf(record),
    source_repo: event === 'pull_request' ? repo.slug : '',
    source: record.branch,
    target: event === 'pull_request' ? repo.branch : record.branch,
    author_login: author.login,
    author_name: author.name,
    author_email: author.email,
    author_avatar: `${GIT_URL}/avatars/${author.avatarId}`,
    sender: sender.login,
    ...(event === 'rollback' ? { params: { REASON: 'errors after the release' } } : {}),
    ...(record.cron === null ? {} : { cron: record.cron }),
    ...(record.deployTo === null ? {} : { deploy_to: record.deployTo }),
    started: row.startedS,
    finished: row.finishedS,
    created: record.createdS,
    updated: row.updatedS,
    version: row.version,
  };
}

function linkOf(record: BuildRecord, sha: string): string {
  const base = `${GIT_URL}/${record.repo.slug}`;
  return record.event === 'pull_request'
    ? `${base}/pulls/${record.pullRequest?.number ?? 0}`
    : `${base}/commit/${sha}`;
}

function messageOf(record: BuildRecord, title: string): string {
  if (record.event === 'tag') return `Release ${record.tag ?? ''}\n`;
  if (record.event === 'push' && record.branch === record.repo.branch) {
    return `${title}\n\nReviewed-by: ${record.repo.namespace} <${record.repo.namespace}@lantern-goods.example>\n`;
  }
  return `${title}\n`;
}
