import type pg from 'pg';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import type { BuildFact } from '@/lib/facts/build-fact';
import type { RepoLease } from '@/lib/import/repo-lease';
import { storeBuilds } from '@/lib/import/store-builds';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import type { BuildParts } from '@/lib/weeks/format/build-parts';
import { unpackPart } from '@/lib/weeks/format/parts';
import type { SpanParts } from '@/lib/weeks/format/span-parts';
import { packNextWeek } from '@/lib/weeks/pack/pack-week';
import { followRunnerClocks } from '@/lib/weeks/pack/runner-clocks';
import { aBuild } from './fake-drone';

const OWNER = 'test';

/** A repository that a test may store into. @returns its id */
export async function aRepo(pool: pg.Pool, slug: string, defaultBranch = 'main'): Promise<number> {
  const [namespace, name] = slug.split('/');
  const { rows } = await pool.query<{ id: number }>(sql`
    with s as (
      insert into server (url) values ('http://drone') on conflict (url) do update set url = excluded.url returning id
    )
    insert into repo (server_id, drone_id, slug, namespace, name, default_branch, active)
    select id, (select count(*) from repo) + 1, ${slug}, ${namespace}, ${name}, ${defaultBranch}, true from s
    returning id`);
  const id = rows[0]?.id ?? 0;
  await pool.query(sql`insert into repo_import (repo_id, lease_owner) values (${id}, ${OWNER})`);
  return id;
}

/** Stores builds as the poller does, and marks what the poller marks. */
export async function storeFacts(
  pool: pg.Pool,
  repoId: number,
  builds: readonly BuildFact[],
  timeZone: string,
): Promise<void> {
  const lease: RepoLease = {
    repoId,
    serverId: 1,
    owner: OWNER,
    externalId: 7,
    slug: 'acme/api',
    firstNumber: 1,
    counter: 0,
    counterFell: false,
    newestListed: null,
    counterListed: null,
    relistCount: 0,
    isBehind: false,
    hints: 0,
    oldestListed: null,
    nextPage: 1,
    historyDone: false,
    failedTurns: 0,
    keptFrom: null,
  };
  const logPolicy = { minStepSeconds: null, maxAgeDays: null };
  await storeBuilds(pool, lease, builds, { now: new Date('2100-01-01'), timeZone, logPolicy });
}

/** A build of one stage without steps that was created at an instant and took so many seconds. */
export function aBuildAt(
  number: number,
  at: string,
  seconds = 60,
  change: Partial<BuildFact> = {},
): BuildFact {
  const createdAt = new Date(at);
  const finishedAt = new Date(createdAt.getTime() + seconds * 1000);
  const stages = aBuild(number).stages.map(stage => ({
    ...stage,
    dependsOn: [],
    createdAt,
    startedAt: createdAt,
    stoppedAt: finishedAt,
    updatedAt: finishedAt,
    steps: [],
  }));
  return aBuild(number, { createdAt, startedAt: createdAt, finishedAt, stages, ...change });
}

/** Packs everything that is marked. */
export async function packAll(pool: pg.Pool, timeZone: string): Promise<void> {
  const context = { pool, timeZone, calendar: createLocalCalendar(timeZone) };
  do {
    while ((await packNextWeek(context, true)) !== null);
  } while ((await followRunnerClocks(pool, timeZone)) > 0);
}

/** What is packed of a week; null: nothing was ever. */
export async function readFrame(pool: pg.Pool, repoId: number, week: string): Promise<BuildParts | null> {
  const { rows } = await pool.query<Record<keyof BuildParts, Buffer>>(sql`
    select builds, stages, steps, caches, path from packed_week where repo_id = ${repoId} and week = ${week}::date`);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    builds: unpackPart('builds', row.builds),
    stages: unpackPart('stages', row.stages),
    steps: unpackPart('steps', row.steps),
    caches: unpackPart('caches', row.caches),
    path: unpackPart('path', row.path),
  };
}

/** Comes back once so many connections wait for locks of others: what was started is held up then. */
export async function someoneWaits(pool: pg.Pool, count = 1): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    if (rows.length >= count) return;
  }
}

/** A row of span_week. */
export interface SpanCell {
  repo_id: number;
  series_id: number;
  label_id: number;
  branch_class: 'default' | 'other';
  event: string;
  /** A Monday, `2026-03-02`. */
  week: string;
  n: number;
  timed: number;
  sum_ms: number;
  hits: number;
  misses: number;
  miss_ms: number;
  first_misses: number;
  buckets: number[];
  bucket_counts: number[];
}

/** What a command of series 1 that ran twice, for some seconds, adds up to. */
export function aCell(change: Partial<SpanCell> = {}): SpanCell {
  return {
    repo_id: 1,
    series_id: 1,
    label_id: 1,
    branch_class: 'default',
    event: 'push',
    week: '2026-03-02',
    n: 2,
    timed: 2,
    sum_ms: 9000,
    hits: 0,
    misses: 0,
    miss_ms: 0,
    first_misses: 0,
    buckets: [415, 426],
    bucket_counts: [1, 1],
    ...change,
  };
}

/** As if they had been summed up before there were packed weeks of them. */
export async function storeCells(pool: pg.Pool, cells: readonly SpanCell[]): Promise<void> {
  await pool.query(sql`
    insert into span_week select * from json_populate_recordset(null::span_week, ${rowsAsJson(cells)}::json)`);
}

/** What is packed of the sums of a week; null: nothing was ever. */
export async function readSpanParts(
  pool: pg.Pool,
  repoId: number,
  week: string,
): Promise<(SpanParts & { cellCount: number }) | null> {
  const { rows } = await pool.query<{ spans: Buffer; times: Buffer; cellCount: number }>(sql`
    select spans, times, cell_count as "cellCount"
    from packed_span_week where repo_id = ${repoId} and week = ${week}::date`);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    spans: unpackPart('spans', row.spans),
    times: unpackPart('times', row.times),
    cellCount: row.cellCount,
  };
}
