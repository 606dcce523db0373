import type pg from 'pg';
import { type BuildsPage, buildsPageSchema } from '@/lib/builds/list/builds-filter';
import { sql } from '@/lib/db/sql';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { packNextWeek } from '@/lib/weeks/upkeep';

const TIME_ZONE = 'Europe/Berlin';

/** A step of a test build: seconds since the build's creation. */
interface AStep {
  name: string;
  startS: number | null;
  stopS: number | null;
  status?: string;
  dependsOn?: string[] | null;
  detached?: boolean;
}

export interface AStage {
  name?: string;
  status?: string;
  startS?: number | null;
  stopS?: number | null;
  dependsOn?: string[];
  machine?: string;
  steps: AStep[];
}

/** A build of a test; what is left out makes it a successful push of Ada to main that queued 10 s. */
export interface ABuild {
  repoId?: number;
  number: number;
  created: string;
  /** Null: not ended. */
  waitS: number | null;
  startedS?: number | null;
  status?: string;
  event?: string;
  source?: string;
  parent?: number;
  person?: string | null;
  sha?: string;
  title?: string | null;
  message?: string;
  link?: string;
  cron?: string;
  isFinal?: boolean;
  stages?: AStage[];
}

/** A server and a repository acme/api; others by `addRepo`. */
export async function addServer(pool: pg.Pool): Promise<void> {
  await pool.query(sql`insert into server (url) values ('https://drone.example.com')`);
  await addRepo(pool, 'acme/api');
}

export async function addRepo(pool: pg.Pool, slug: string): Promise<number> {
  const [namespace, name] = slug.split('/');
  const { rows } = await pool.query<{ id: number }>(sql`
    insert into repo (server_id, drone_id, slug, namespace, name, default_branch, active)
    select 1, 100 + count(*), ${slug}, ${namespace}, ${name}, 'main', true from repo returning id`);
  const id = rows[0]?.id ?? 0;
  await pool.query(sql`insert into repo_import (repo_id) values (${id})`);
  return id;
}

/** Stores builds and packs the weeks that they ended in. */
export async function storeBuilds(pool: pg.Pool, builds: readonly ABuild[]): Promise<void> {
  for (const build of builds) await storeBuild(pool, build);
  await pool.query(sql`
    insert into dirty_week (repo_id, week)
    select distinct repo_id, date_trunc('week', finished_at at time zone ${TIME_ZONE})::date
    from build where finished_at is not null on conflict do nothing`);
  const calendar = createLocalCalendar(TIME_ZONE);
  while ((await packNextWeek({ pool, timeZone: TIME_ZONE, calendar }, true)) !== null);
}

async function storeBuild(pool: pg.Pool, build: ABuild): Promise<void> {
  const { repoId = 1, number, waitS, status = 'success', event = 'push', source = 'main' } = build;
  const created = new Date(build.created);
  const at = (seconds: number | null) =>
    seconds === null ? null : new Date(created.getTime() + seconds * 1000);
  const startedS = build.startedS === undefined ? 10 : build.startedS;
  const person = build.person === undefined ? 'ada' : build.person;
  await pool.query(sql`
    insert into build (repo_id, number, drone_id, parent, status, event, ref, source, target, after_sha, title, message,
      link, cron, person, created_at, started_at, finished_at, version, is_final)
    values (${repoId}, ${number}, ${number}, ${build.parent ?? null}, ${status}, ${event}, ${`refs/heads/${source}`},
      ${source}, 'main', ${build.sha ?? `sha-${repoId}-${number}`}, ${build.title ?? null},
      ${build.message ?? `change ${number}\n\nand why`}, ${build.link ?? null}, ${build.cron ?? null}, ${person},
      ${created}, ${at(startedS)}, ${at(waitS)}, 3, ${build.isFinal ?? waitS !== null})`);
  const stages = build.stages ?? [plainStage(startedS, waitS, status)];
  for (const [index, stage] of stages.entries()) await storeStage(pool, build, index + 1, stage);
}

function plainStage(startedS: number | null, stopS: number | null, status: string): AStage {
  const startS = startedS ?? 0;
  return {
    status,
    startS,
    stopS,
    steps: [
      { name: 'clone', startS, stopS: startS + 5, dependsOn: [] },
      { name: 'test', startS: startS + 5, stopS, status, dependsOn: ['clone'] },
    ],
  };
}

async function storeStage(pool: pg.Pool, build: ABuild, place: number, stage: AStage): Promise<void> {
  const { repoId = 1, number } = build;
  const created = new Date(build.created);
  const at = (seconds: number | null | undefined) =>
    seconds === null || seconds === undefined ? null : new Date(created.getTime() + seconds * 1000);
  await pool.query(sql`
    insert into stage (repo_id, build_number, number, drone_id, name, status, error_ignored, exit_code, machine,
      created_at, started_at, stopped_at, version, on_success, on_failure, depends_on)
    values (${repoId}, ${number}, ${place}, ${number}, ${stage.name ?? 'default'}, ${stage.status ?? 'success'}, false, 0,
      ${stage.machine ?? 'runner-1'}, ${created}, ${at(stage.startS)}, ${at(stage.stopS)}, 4, true, false,
      ${stage.dependsOn ?? []}::text[])`);
  for (const [index, step] of stage.steps.entries()) {
    const { dependsOn = null } = step;
    await pool.query(sql`
      insert into step (repo_id, build_number, stage_number, number, drone_id, name, status, error_ignored, exit_code,
        started_at, stopped_at, version, depends_on, depends_on_known, image, detached)
      values (${repoId}, ${number}, ${place}, ${index + 1}, 1, ${step.name}, ${step.status ?? 'success'}, false, 0,
        ${at(step.startS)}, ${at(step.stopS)}, 4, ${dependsOn ?? []}::text[], ${dependsOn !== null}, 'alpine:3',
        ${step.detached ?? false})`);
  }
}

export function testContext(pool: pg.Pool, now: string): ReaderContext {
  return { source: new WeekSource(pool), now: new Date(now), timeZone: TIME_ZONE };
}

export function aPage(change: Partial<Record<keyof BuildsPage, string | number>> = {}): BuildsPage {
  return buildsPageSchema.parse(change);
}

export function aFilter(change: Record<string, string> = {}) {
  return metricFilterSchema.parse(change);
}
