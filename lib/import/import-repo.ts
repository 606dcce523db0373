import type pg from 'pg';
import {
  CiForbiddenError,
  CiNotReadableError,
  CiReplacedError,
  CiTokenError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import type { CiClient } from '@/lib/ci/ci-server';
import { isOfWholeDatabase } from '@/lib/db/database-trouble';
import { storableMessage } from '@/lib/db/storable-text';
import type { BuildFact } from '@/lib/facts/build-fact';
import { dropTodo, readDueTodo, retryTodo, type TodoBuild } from './build-todo';
import { overAt } from './kept-builds';
import { listHistory } from './list-history';
import { listNew, NumbersReusedError } from './list-new';
import type { LogPolicy } from './log-policy';
import { openEpoch } from './open-epoch';
import { lookForReused, OtherBuildError } from './other-build';
import { isOutage } from './outage';
import { LeaseLostError, type RepoLease } from './repo-lease';
import { storeBuilds } from './store-builds';

/** Asked for side by side: a few requests for each of the eight places. */
const FETCHED_AT_ONCE = 25;
/** In one transaction: more save little, and are held in memory. */
const STORED_AT_ONCE = 200;
/** What was fetched from a slow server is stored after so long at the latest, be it ever so little. */
const STORED_AFTER_MS = 1_000;
/** After so many builds another repository may be more urgent, and so after so long. */
const TURN_BUILDS = 400;
const TURN_MS = 5_000;
const LOOKS_BEFORE_DROP = 4;

export interface ImportContext {
  pool: pg.Pool;
  client: CiClient;
  timeZone: string;
  logPolicy: LogPolicy;
  /** No later than by the clock of the CI server. */
  now: () => Date;
  signal: AbortSignal;
}

/** A build, and what it stood on the list of work for. */
interface FetchedBuild {
  todo: TodoBuild;
  build: BuildFact;
}

export interface TurnReport {
  stored: number;
  /** Builds that could not be read or stored; they stay on the list. */
  failed: number;
  errors: string[];
  /** True while there is more to do at once. */
  more: boolean;
}

/**
 * One turn of one leased repository: list what is new, import what is known and due (newest first), and
 * when that is done, list some more pages of history. One bad build never stops the others: whatever class its error is
 * of, it is written down beside the build, which is tried again after growing pauses.
 *
 * @throws whatever concerns the whole repository or server: replaced, not readable, unreachable, bad token, lease lost
 */
export async function importRepo(context: ImportContext, lease: RepoLease): Promise<TurnReport> {
  const { pool, client } = context;
  const report: TurnReport = { stored: 0, failed: 0, errors: [], more: false };
  if (lease.newestListed !== null && (lease.counterFell || lease.isBehind || lease.hints > 0)) {
    try {
      await listNew(pool, client, lease);
    } catch (error) {
      if (!(error instanceof NumbersReusedError)) throw error;
      await openEpoch(pool, lease, error.firstNumber);
      return { ...report, errors: [error.message], more: true };
    }
  }
  const drained = await importDue(context, lease, report);
  if (drained && !lease.historyDone && !context.signal.aborted) {
    await listHistory(pool, client, lease);
    report.more = true;
  }
  if (!drained) report.more = true;
  return report;
}

/**
 * Fetches some builds while others are being stored. What was fetched is stored even where the next could not be.
 *
 * @returns true when nothing is due any more
 */
async function importDue(context: ImportContext, lease: RepoLease, report: TurnReport): Promise<boolean> {
  const { signal } = context;
  const due = await readDueTodo(context.pool, lease.repoId, TURN_BUILDS + 1);
  const isMore = due.length > TURN_BUILDS;
  const todos = due.slice(0, TURN_BUILDS);
  const endsAtMs = performance.now() + TURN_MS;
  const fetched: FetchedBuild[] = [];
  let storing = Promise.resolve();
  let storedAtMs = performance.now();
  let from = 0;
  try {
    for (; from < todos.length && !signal.aborted && performance.now() < endsAtMs; from += FETCHED_AT_ONCE) {
      const fetching = fetchTogether(context, lease, todos.slice(from, from + FETCHED_AT_ONCE), report);
      await Promise.allSettled([fetching, storing]);
      await storing;
      fetched.push(...(await fetching));
      if (fetched.length < STORED_AT_ONCE && performance.now() - storedAtMs < STORED_AFTER_MS) continue;
      storing = storeBatch(context, lease, fetched.splice(0), report);
      storedAtMs = performance.now();
    }
  } finally {
    await storing;
    await storeBatch(context, lease, fetched, report);
  }
  return from >= todos.length && !isMore;
}

async function fetchTogether(
  { pool, client, signal }: ImportContext,
  lease: RepoLease,
  todos: TodoBuild[],
  report: TurnReport,
): Promise<FetchedBuild[]> {
  const unreachable: Array<{ todo: TodoBuild; error: CiUnreachableError }> = [];
  const fetched = await Promise.all(
    todos.map(async todo => {
      try {
        const build = await client.fetchBuild(lease, todo.number);
        if (build === null) await lookAgainOrDrop(pool, lease, todo);
        if (build === null) return null;
        if (todo.createdAt !== null && todo.createdAt.getTime() !== build.createdAt.getTime())
          throw new OtherBuildError(lease.slug, todo.number);
        if (lease.keptFrom === null || overAt(build) >= lease.keptFrom) return { todo, build };
        await dropTodo(pool, lease.repoId, todo.number);
        return null;
      } catch (error) {
        if (signal.aborted || concernsAllBuilds(error)) throw error;
        if (error instanceof CiUnreachableError) unreachable.push({ todo, error });
        else await noteFailure(pool, lease, todo, error, report);
        return null;
      }
    }),
  );
  // A connection that drops at some builds only is a matter of theirs; at all that were asked for, the server's.
  const [first] = unreachable;
  const gotThrough = unreachable.length < todos.length;
  if (first !== undefined && !gotThrough && (await isOutage(client, lease))) throw first.error;
  for (const { todo, error } of unreachable) await noteFailure(pool, lease, todo, error, report);
  return fetched.filter(build => build !== null);
}

async function lookAgainOrDrop(pool: pg.Pool, lease: RepoLease, todo: TodoBuild): Promise<void> {
  if (todo.attempts + 1 < LOOKS_BEFORE_DROP) await retryTodo(pool, lease.repoId, todo, null);
  else await dropTodo(pool, lease.repoId, todo.number);
}

/** Of a batch that cannot be stored each build is stored by itself, so that only the one at fault is left out. */
async function storeBatch(
  context: ImportContext,
  lease: RepoLease,
  builds: FetchedBuild[],
  report: TurnReport,
): Promise<void> {
  const options = { ...context, now: context.now() };
  try {
    await storeBuilds(
      context.pool,
      lease,
      builds.map(({ build }) => build),
      options,
    );
    report.stored += builds.length;
  } catch (error) {
    if (error instanceof LeaseLostError || isOfWholeDatabase(error)) throw error;
    if (builds.length > 1) {
      for (const build of builds) await storeBatch(context, lease, [build], report);
      return;
    }
    const [only] = builds;
    if (only !== undefined) await noteFailure(context.pool, lease, only.todo, error, report);
  }
}

/**
 * Writes down why a build is left out. The database itself is the judge of whose fault it is: where the failure cannot
 * be written down either, it is away, and nothing is held against the build.
 *
 * @throws the error itself where it cannot be written down
 */
async function noteFailure(
  pool: pg.Pool,
  lease: RepoLease,
  todo: TodoBuild,
  error: unknown,
  report: TurnReport,
) {
  if (isOfWholeDatabase(error)) throw error;
  const message = storableMessage(error);
  try {
    await retryTodo(pool, lease.repoId, todo, message);
  } catch {
    throw error;
  }
  if (error instanceof OtherBuildError) await lookForReused(pool, lease.repoId);
  report.failed += 1;
  report.errors.push(`${lease.slug} #${todo.number}: ${message}`);
}

function concernsAllBuilds(error: unknown): boolean {
  return [CiForbiddenError, CiNotReadableError, CiReplacedError, CiTokenError, LeaseLostError].some(
    kind => error instanceof kind,
  );
}
