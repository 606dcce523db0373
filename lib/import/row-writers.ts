import type pg from 'pg';
import { copyRows } from '@/lib/db/copy-rows';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { BuildRows } from './build-rows';

/**
 * Builds of which nothing is stored yet, with their stages and steps: a fraction of what an upsert costs.
 *
 * @returns how many builds
 * @throws code 23505 where something of them is stored after all
 */
export async function insertRows(
  client: pg.PoolClient,
  { builds, stages, steps }: BuildRows,
): Promise<number> {
  await copyRows(client, 'build', builds);
  await copyRows(client, 'stage', stages);
  await copyRows(client, 'step', steps);
  return builds.length;
}

/**
 * Builds, stages and steps of which some are stored: an older answer changes nothing.
 *
 * @returns how many of the builds were not stored before
 */
export async function upsertRows(
  client: pg.PoolClient,
  { builds, stages, steps }: BuildRows,
): Promise<number> {
  const stored = await client.query<{ inserted: boolean }>(upsertBuilds(builds));
  await client.query(upsertStages(stages));
  await client.query(upsertSteps(steps));
  return stored.rows.filter(row => row.inserted).length;
}

function upsertBuilds(rows: unknown[]): SqlStatement {
  return sql`
    insert into build
    select * from json_populate_recordset(null::build, ${rowsAsJson(rows)}::json)
    on conflict (repo_id, number) do update set
      status = excluded.status, event = excluded.event, action = excluded.action,
      error = excluded.error, params = excluded.params, deploy_to = excluded.deploy_to,
      started_at = excluded.started_at, finished_at = excluded.finished_at,
      updated_at = excluded.updated_at, version = excluded.version,
      is_final = build.is_final or excluded.is_final
    where build.version <= excluded.version
    returning (xmax = 0) as inserted`;
}

function upsertStages(rows: unknown[]): SqlStatement {
  return sql`
    insert into stage
    select * from json_populate_recordset(null::stage, ${rowsAsJson(rows)}::json)
    on conflict (repo_id, build_number, number) do update set
      name = excluded.name, kind = excluded.kind, type = excluded.type, status = excluded.status,
      error = excluded.error, error_ignored = excluded.error_ignored, exit_code = excluded.exit_code,
      machine = excluded.machine, os = excluded.os, arch = excluded.arch,
      created_at = excluded.created_at, started_at = excluded.started_at, stopped_at = excluded.stopped_at,
      version = excluded.version, on_success = excluded.on_success, on_failure = excluded.on_failure,
      depends_on = excluded.depends_on, labels = excluded.labels
    where stage.version <= excluded.version`;
}

function upsertSteps(rows: unknown[]): SqlStatement {
  return sql`
    insert into step
    select * from json_populate_recordset(null::step, ${rowsAsJson(rows)}::json)
    on conflict (repo_id, build_number, stage_number, number) do update set
      name = excluded.name, status = excluded.status, error = excluded.error,
      error_ignored = excluded.error_ignored, exit_code = excluded.exit_code,
      started_at = excluded.started_at, stopped_at = excluded.stopped_at, version = excluded.version,
      depends_on = excluded.depends_on, depends_on_known = excluded.depends_on_known,
      image = excluded.image, detached = excluded.detached
    where step.version <= excluded.version`;
}
