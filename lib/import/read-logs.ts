import type pg from 'pg';
import { CiNotReadableError, CiReplacedError, CiTokenError, CiUnreachableError } from '@/lib/ci/ci-errors';
import type { CiClient } from '@/lib/ci/ci-server';
import { storableMessage } from '@/lib/db/storable-text';
import { readLogLines } from '@/lib/logs/read-log-lines';
import { describeEnd, endRepo } from './gone-repos';
import { settleLogTimes } from './log-times';
import { claimLogs, type LogTodo, retryLog } from './log-todo';
import { type LogOutcome, type ReadLog, storeLogReadings } from './store-log-readings';

const LOGS_AT_ONCE = 40;

export interface LogsReport {
  read: number;
  failed: number;
  errors: string[];
}

/**
 * Reads the newest logs on the list and stores what they say. A log that cannot be fetched or stored, whatever the
 * reason, stays on the list for some tries and is then stored as unreadable; it costs no other. A step without a log, or
 * with one that says nothing, is stored as such.
 *
 * @returns null when none was to be read
 * @throws CiUnreachableError when not one of them could be fetched; CiTokenError
 */
export async function readLogs(
  pool: pg.Pool,
  client: CiClient,
  serverId: number,
  timeZone: string,
): Promise<LogsReport | null> {
  const todos = await claimLogs(pool, serverId, LOGS_AT_ONCE);
  if (todos.length === 0) return null;
  const report: LogsReport = { read: 0, failed: 0, errors: [] };
  let unreachable: CiUnreachableError | null = null;
  const logs = await Promise.all(
    todos.map(async (todo): Promise<ReadLog | null> => {
      try {
        return { todo, result: await readOne(client, todo) };
      } catch (error) {
        if (error instanceof CiTokenError) throw error;
        if (error instanceof CiUnreachableError) unreachable = error;
        return noteFailure(pool, todo, error, report);
      }
    }),
  );
  if (unreachable !== null && report.failed === todos.length) throw unreachable;
  for (const ofRepo of byRepo(logs.filter(log => log !== null))) {
    if (!(await areOfRepo(pool, client, ofRepo, report))) continue;
    report.read += await storeAll(pool, ofRepo, timeZone, report);
  }
  return report;
}

/** @returns the log as unreadable once it was tried often enough; null: it is tried again */
async function noteFailure(
  pool: pg.Pool,
  todo: LogTodo,
  error: unknown,
  report: LogsReport,
): Promise<ReadLog | null> {
  const reason = storableMessage(error);
  report.failed += 1;
  report.errors.push(`log of ${todo.slug} #${todo.buildNumber} ${todo.step}: ${reason}`);
  if (await retryLog(pool, todo, error)) return null;
  return { todo, result: { outcome: 'unreadable', reason } };
}

/**
 * A log is found by the name of its repository, and does not say whose it is: it was the old repository's only if that
 * one still has the name afterwards. Where it has not, nothing of it is stored.
 */
async function areOfRepo(
  pool: pg.Pool,
  client: CiClient,
  logs: readonly ReadLog[],
  report: LogsReport,
): Promise<boolean> {
  const todo = logs[0]?.todo;
  if (todo === undefined) return false;
  try {
    await client.confirmRepo({ slug: todo.slug, externalId: todo.repoExternalId });
    return true;
  } catch (error) {
    if (error instanceof CiTokenError || error instanceof CiUnreachableError) throw error;
    if (error instanceof CiReplacedError) {
      await endRepo(pool, todo.repoId, 'replaced');
      report.errors.push(describeEnd(todo.slug, 'replaced'));
      return false;
    }
    // Its rights may be confirmed the next time: only that it is another repository speaks against what was read.
    if (error instanceof CiNotReadableError) report.errors.push(storableMessage(error));
    for (const log of logs) await noteFailure(pool, log.todo, error, report);
    return false;
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
    repo: { slug: todo.slug, externalId: todo.repoExternalId },
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

function byRepo(logs: readonly ReadLog[]): Iterable<ReadLog[]> {
  const groups = new Map<number, ReadLog[]>();
  for (const log of logs) {
    const group = groups.get(log.todo.repoId);
    if (group === undefined) groups.set(log.todo.repoId, [log]);
    else group.push(log);
  }
  return groups.values();
}
