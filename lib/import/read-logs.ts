import type pg from 'pg';
import { CiError, CiUnreachableError } from '@/lib/ci/ci-errors';
import type { CiClient } from '@/lib/ci/ci-server';
import { readLogLines } from '@/lib/logs/read-log-lines';
import { claimLogs, type LogTodo, retryLog } from './log-todo';
import { type LogOutcome, type ReadLog, storeLogReadings } from './store-log-readings';

const LOGS_AT_ONCE = 40;

export interface LogsReport {
  read: number;
  failed: number;
  errors: string[];
}

/**
 * Reads the newest logs on the list and stores what they say. A log that cannot be fetched stays on the
 * list for some tries; a step without a log, or with one that says nothing, is stored as such.
 *
 * @returns null when none was to be read
 * @throws CiUnreachableError when not one of them could be fetched
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
        if (!(error instanceof CiError)) throw error;
        if (error instanceof CiUnreachableError) unreachable = error;
        report.failed += 1;
        report.errors.push(`log of ${todo.slug} #${todo.buildNumber} ${todo.step}: ${error.message}`);
        if (await retryLog(pool, todo, error.message)) return null;
        return { todo, result: { outcome: 'unreadable', reason: error.message } };
      }
    }),
  );
  if (unreachable !== null && report.failed === todos.length) throw unreachable;
  for (const [repoId, ofRepo] of byRepo(logs.filter(log => log !== null))) {
    await storeLogReadings(pool, repoId, ofRepo, timeZone);
    report.read += ofRepo.length;
  }
  return report;
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
    return { outcome: 'read', reading: readLogLines(lines, { stepSeconds: todo.stepSeconds }) };
  } catch (error) {
    return { outcome: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}

function byRepo(logs: ReadLog[]): Map<number, ReadLog[]> {
  const groups = new Map<number, ReadLog[]>();
  for (const log of logs) {
    const group = groups.get(log.todo.repoId);
    if (group === undefined) groups.set(log.todo.repoId, [log]);
    else group.push(log);
  }
  return groups;
}
