import type pg from 'pg';
import {
  CiError,
  CiForbiddenError,
  CiNotReadableError,
  CiReplacedError,
  CiTokenError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import type { CiClient, RepoRef } from '@/lib/ci/ci-server';
import { databaseTrouble, isOfWholeDatabase } from '@/lib/db/database-trouble';
import { storableMessage } from '@/lib/db/storable-text';
import { readLogLines } from '@/lib/logs/read-log-lines';
import { describeEnd, endRepo } from './gone-repos';
import type { ImportContext } from './import-repo';
import { settleLogTimes } from './log-times';
import { claimLogs, dropLogs, type LogTodo, postponeLogs, releaseLogs, retryLog } from './log-todo';
import { isSameBuild, lookForReused, OtherBuildError } from './other-build';
import { isOutage } from './outage';
import { type LogOutcome, type ReadLog, storeLogReadings } from './store-log-readings';

const LOGS_AT_ONCE = 40;

export interface LogsReport {
  read: number;
  failed: number;
  errors: string[];
}

interface LogsContext extends Pick<ImportContext, 'pool' | 'client' | 'timeZone' | 'signal'> {
  /** The database is away, and these stay claimed until somebody gives them back. */
  onClaimsLeft: (todos: readonly LogTodo[]) => void;
}

/**
 * Reads the newest logs on the list and stores what they say. A log that cannot be fetched or stored, whatever the
 * reason, stays on the list for some tries and is then stored as unreadable; it costs no other. A step without a log, or
 * with one that says nothing, is stored as such.
 *
 * @returns null when none was to be read
 * @throws CiUnreachableError when nothing got through; CiTokenError; the signal's reason. What is not stored is due again
 */
export async function readLogs(context: LogsContext, serverId: number): Promise<LogsReport | null> {
  const { pool, signal } = context;
  const todos = await claimLogs(pool, serverId, LOGS_AT_ONCE);
  if (todos.length === 0) return null;
  const report: LogsReport = { read: 0, failed: 0, errors: [] };
  try {
    const logs = await fetchTogether(context, todos, report);
    await storeConfirmed(context, logs, report);
  } catch (error) {
    if (databaseTrouble(error) !== null) context.onClaimsLeft(todos);
    else if (error instanceof CiError || signal.aborted) await releaseLogs(pool, todos);
    throw error;
  }
  return report;
}

async function fetchTogether(
  { pool, client, signal }: LogsContext,
  todos: readonly LogTodo[],
  report: LogsReport,
): Promise<ReadLog[]> {
  const unreachable: Array<{ todo: LogTodo; error: CiUnreachableError }> = [];
  const closed = new Map<number, { error: unknown; logCount: number }>();
  const logs = await Promise.all(
    todos.map(async (todo): Promise<ReadLog | null> => {
      try {
        return { todo, result: await readOne(client, todo) };
      } catch (error) {
        if (signal.aborted || error instanceof CiTokenError) throw error;
        if (isClosed(error)) {
          const logCount = (closed.get(todo.repoId)?.logCount ?? 0) + 1;
          closed.set(todo.repoId, { error, logCount });
          return null;
        }
        if (!(error instanceof CiUnreachableError)) return noteFailure(pool, todo, error, report);
        unreachable.push({ todo, error });
        return null;
      }
    }),
  );
  for (const [repoId, { error, logCount }] of closed) {
    report.failed += logCount;
    report.errors.push(storableMessage(error));
    await postponeLogs(pool, repoId, error);
  }
  const [first] = unreachable;
  const gotThrough = unreachable.length < todos.length;
  if (first !== undefined && !gotThrough && (await isOutage(client, repoOf(first.todo)))) throw first.error;
  for (const { todo, error } of unreachable) logs.push(await noteFailure(pool, todo, error, report));
  return logs.filter(log => log !== null);
}

/** Whether the repository as a whole may not be read, which says nothing of its logs. */
function isClosed(error: unknown): boolean {
  return error instanceof CiNotReadableError || error instanceof CiForbiddenError;
}

/** @throws what is wrong with the database as a whole. @returns the log as unreadable once it was tried often enough; null: it is tried again */
async function noteFailure(
  pool: pg.Pool,
  todo: LogTodo,
  error: unknown,
  report: LogsReport,
): Promise<ReadLog | null> {
  if (isOfWholeDatabase(error)) throw error;
  const reason = storableMessage(error);
  report.failed += 1;
  report.errors.push(`log of ${todo.slug} #${todo.buildNumber} ${todo.step}: ${reason}`);
  if (await retryLog(pool, todo, error)) return null;
  return { todo, result: { outcome: 'unreadable', reason } };
}

/**
 * A log is found by the name of its repository and the number of its build, and does not say whose it is: it was that
 * build's only if that one still has name and number afterwards. Where it has not, nothing of it is stored. A server that is
 * restored loses what came after the backup: a build that is still there speaks for all of its repository before it.
 */
async function storeConfirmed(
  context: LogsContext,
  logs: readonly ReadLog[],
  report: LogsReport,
): Promise<void> {
  const { pool, timeZone } = context;
  const ofRepos = [...groupLogs(logs, todo => `${todo.repoId}`)];
  const groups = (await Promise.all(ofRepos.map(ofRepo => confirmRepo(context, ofRepo.logs)))).flat();
  const [first] = groups;
  if (first !== undefined && groups.every(({ failure }) => failure instanceof CiUnreachableError))
    throw first.failure;
  const confirmed = groups.filter(({ failure }) => failure === null).flatMap(group => group.logs);
  for (const { logs: ofRepo } of groupLogs(confirmed, todo => `${todo.repoId}`))
    report.read += await storeAll(pool, ofRepo, timeZone, report);
  for (const { todo, logs: ofBuild, failure } of groups) {
    if (failure === null) continue;
    if (failure instanceof OtherBuildError) {
      await dropLogs(pool, todo);
      await lookForReused(pool, todo.repoId);
      report.errors.push(failure.message);
    } else if (failure instanceof CiReplacedError) {
      await endRepo(pool, todo.repoId, 'replaced');
      report.errors.push(describeEnd(todo.slug, 'replaced'));
    } else if (isClosed(failure)) {
      // Its rights may be confirmed the next time: only that it is another repository speaks against what was read.
      report.failed += ofBuild.length;
      report.errors.push(storableMessage(failure));
      await postponeLogs(pool, todo.repoId, failure);
    } else {
      for (const log of ofBuild) await noteFailure(pool, log.todo, failure, report);
    }
  }
}

interface ConfirmedBuild {
  todo: LogTodo;
  logs: ReadLog[];
  /** Why it cannot be confirmed that the build still has its number; null: it has, or none has. */
  failure: unknown;
}

/** The newest build of one repository first: only where it does not speak for them, each of the others is asked for. */
async function confirmRepo(context: LogsContext, logs: readonly ReadLog[]): Promise<ConfirmedBuild[]> {
  const [newest, ...others] = [...groupLogs(logs, todo => `${todo.buildNumber}`)].sort(
    (a, b) => b.todo.buildNumber - a.todo.buildNumber,
  );
  if (newest === undefined) return [];
  const found = await confirm(context, newest.todo);
  const speaks = found === 'same' || isClosed(found) || found instanceof CiReplacedError;
  const confirmed = others.map(async ofBuild => {
    const ownFound = speaks ? found : await confirm(context, ofBuild.todo);
    return { ...ofBuild, failure: failureOf(ownFound) };
  });
  return [{ ...newest, failure: failureOf(found) }, ...(await Promise.all(confirmed))];
}

function failureOf(found: unknown): unknown {
  return found === 'same' || found === 'none' ? null : found;
}

/** @returns whether the build still has its number, or none has; else why that is not known. @throws CiTokenError; the signal's reason */
async function confirm({ client, signal }: LogsContext, todo: LogTodo): Promise<'same' | 'none' | unknown> {
  const { slug, buildNumber, build } = todo;
  try {
    const found = await client.fetchBuild(repoOf(todo), buildNumber);
    if (found === null || build === null) return 'none';
    return isSameBuild(found, build) ? 'same' : new OtherBuildError(slug, buildNumber);
  } catch (error) {
    if (signal.aborted || error instanceof CiTokenError) throw error;
    return error;
  }
}

/** Of a batch that cannot be stored each log is stored by itself. @returns how many were */
async function storeAll(
  pool: pg.Pool,
  logs: readonly ReadLog[],
  timeZone: string,
  report: LogsReport,
): Promise<number> {
  const [first] = logs;
  if (first === undefined) return 0;
  try {
    await storeLogReadings(pool, first.todo.repoId, logs, timeZone);
    return logs.length;
  } catch (error) {
    if (isOfWholeDatabase(error)) throw error;
    if (logs.length > 1) {
      let stored = 0;
      for (const log of logs) stored += await storeAll(pool, [log], timeZone, report);
      return stored;
    }
    const given = await noteFailure(pool, first.todo, error, report);
    if (given === null) return 0;
    await storeLogReadings(pool, first.todo.repoId, [given], timeZone);
    return 1;
  }
}

async function readOne(client: CiClient, todo: LogTodo): Promise<LogOutcome> {
  const lines = await client.fetchLog({
    repo: repoOf(todo),
    build: todo.buildNumber,
    stage: todo.stageNumber,
    step: todo.stepNumber,
    externalId: todo.stepExternalId,
  });
  if (lines === null) return { outcome: 'missing', reason: 'the server has no log of this step' };
  if (lines.length === 0) return { outcome: 'silent', reason: 'the step printed nothing' };
  try {
    const reading = readLogLines(settleLogTimes(lines, todo.stepSeconds), { stepSeconds: todo.stepSeconds });
    return { outcome: 'read', reading };
  } catch (error) {
    return { outcome: 'unreadable', reason: storableMessage(error) };
  }
}

function repoOf(todo: LogTodo): RepoRef {
  return { slug: todo.slug, externalId: todo.repoExternalId };
}

/** @returns logs of each repository or build, and one of their todos */
function groupLogs(
  logs: readonly ReadLog[],
  keyOf: (todo: LogTodo) => string,
): Iterable<{ todo: LogTodo; logs: ReadLog[] }> {
  const groups = new Map<string, { todo: LogTodo; logs: ReadLog[] }>();
  for (const log of logs) {
    const key = keyOf(log.todo);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { todo: log.todo, logs: [log] });
    else group.logs.push(log);
  }
  return groups.values();
}
