import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import type { BuildFact } from '@/lib/facts/build-fact';
import type { RepoLease } from '@/lib/import/repo-lease';
import { storeBuilds } from '@/lib/import/store-builds';
import { aBuild } from '@/lib/import/testing';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import type { BuildParts } from '../format/build-parts';
import { unpackPart } from '../format/parts';
import { packNextWeek } from './pack-week';

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
    slug: 'acme/api',
    firstNumber: 1,
    counter: 0,
    counterFell: false,
    newestListed: null,
    oldestListed: null,
    nextPage: 1,
    historyDone: false,
    failedTurns: 0,
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
    steps: [],
  }));
  return aBuild(number, { createdAt, startedAt: createdAt, finishedAt, stages, ...change });
}

/** Packs everything that is marked. */
export async function packAll(pool: pg.Pool, timeZone: string): Promise<void> {
  const context = { pool, timeZone, calendar: createLocalCalendar(timeZone) };
  while ((await packNextWeek(context, true)) !== null);
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
