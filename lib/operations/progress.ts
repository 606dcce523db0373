import type pg from 'pg';
import { z } from 'zod';
import { CI_SERVERS } from '@/lib/ci/registry';
import { IS_ALIVE } from '@/lib/db/living-pollers';
import { sql } from '@/lib/db/sql';
import {
  REPOS_TO_GO,
  TROUBLED_COUNTS,
  TROUBLED_ITEM_JSON,
  troubledItemSchema,
  troubledItems,
} from './import-state';

const stored = z.object({
  servers: z.array(
    z.object({
      url: z.string(),
      lastError: z.string().nullable(),
      discovered: z.boolean(),
      keptFrom: z.iso
        .datetime({ offset: true })
        .nullable()
        .describe('Its builds that were over before are gone, or on their way; null: all are kept'),
    }),
  ),
  lookedAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .describe('When the CI server was last asked what is new; of several the one that was asked first'),
  buildsStored: z.number(),
  buildsToGo: z.number(),
  buildsPerSecond: z.number(),
  logsToGo: z.number(),
  pollersAtWork: z.number(),
  reposTotal: z.number(),
  reposDone: z.number(),
  lastError: z.string().nullable(),
  troubledItems: z
    .number()
    .describe('Single builds, logs and entries of lists that could not be read or stored, while all else is'),
  troubled: z.array(troubledItemSchema).describe('The first of them'),
});

const TROUBLED_SHOWN = 5;

/** How far the import has come. Counts are builds and logs; a build that is still running is not "to go". */
export const importProgressSchema = stored.extend({
  secondsLeft: z.number().nullable().describe('At the present rate; null while nothing moves'),
  /** Before there is a server, what to set for the first. */
  variables: z
    .array(z.object({ ciServer: z.string(), address: z.string(), token: z.string() }))
    .describe('The variables of the environment that name a CI server, for each kind'),
});

export type ImportProgress = z.infer<typeof importProgressSchema>;

/** Reads the state of the import of all servers from the database. */
export async function readImportProgress(pool: pg.Pool): Promise<ImportProgress> {
  const result = await pool.query(sql`
    with repos as (${REPOS_TO_GO}),
    sums as (
      select coalesce(sum(builds_stored), 0)::double precision as stored, coalesce(sum(to_go), 0)::double precision as to_go,
        coalesce(sum(logs_to_go), 0)::double precision as logs_to_go, count(*)::double precision as total,
        (count(*) filter (where to_go = 0))::double precision as done
      from repos
    ),
    errors as (
      select last_error as error, last_error_at as at from server where last_error is not null
      union all
      select slug || ': ' || last_error, last_error_at from repos where last_error is not null
      union all
      select upkeep_error, heartbeat_at from poller p where upkeep_error is not null and ${IS_ALIVE}
    )
    select
      (select coalesce(json_agg(json_build_object('url', url, 'lastError', last_error,
        'discovered', discovered_at is not null, 'keptFrom', (
          -- The same for all of a server: any of tens of thousands tells.
          select i.builds_kept_from from repo r join repo_import i on i.repo_id = r.id
          where r.server_id = server.id order by r.server_id, r.drone_id, r.epoch limit 1)) order by id), '[]')
        from server) as servers,
      to_json(coalesce(
        (select min(discovered_at) from server s where exists (
          select from poller p where p.server_id = s.id and ${IS_ALIVE})),
        (select max(discovered_at) from server))) #>> '{}' as "lookedAt",
      sums.stored as "buildsStored", sums.to_go as "buildsToGo", sums.logs_to_go as "logsToGo",
      sums.total as "reposTotal", sums.done as "reposDone",
      (select coalesce(sum(builds_per_second), 0)::double precision from poller p where ${IS_ALIVE}) as "buildsPerSecond",
      (select count(*)::double precision from poller p where ${IS_ALIVE}) as "pollersAtWork",
      (select error from errors order by at desc nulls last limit 1) as "lastError",
      (select coalesce(sum(n), 0)::double precision from (${TROUBLED_COUNTS}) c) as "troubledItems",
      (select coalesce(json_agg(${TROUBLED_ITEM_JSON} order by t.place), '[]')
        from (${troubledItems(TROUBLED_SHOWN)}) t) as troubled
    from sums`);
  const progress = stored.parse(result.rows[0]);
  const moves = progress.buildsToGo > 0 && progress.buildsPerSecond > 0;
  return {
    ...progress,
    secondsLeft: moves ? progress.buildsToGo / progress.buildsPerSecond : null,
    variables: CI_SERVERS.map(({ name, envPrefix }) => ({
      ciServer: name,
      address: `${envPrefix}_SERVER`,
      token: `${envPrefix}_TOKEN`,
    })),
  };
}

/** How far hours lost are computed under the present settings; weeks are those of the organisation that have builds. */
export const waitingProgressSchema = z.object({
  weeks: z.number().describe('Weeks that have builds'),
  weeksToGo: z
    .number()
    .describe('Of them those whose hours lost are to be computed under the present settings'),
  doneFrom: z
    .string()
    .nullable()
    .describe('From this Monday on all are done; null: not even the newest week'),
  settingsChanged: z.boolean().describe('Some of the weeks to go are there under the settings before'),
  weeksInOtherZone: z.number().describe('Weeks whose days are told by the clock of another time zone'),
});

export type WaitingProgress = z.infer<typeof waitingProgressSchema>;

export interface PresentSettings {
  /** As stored amounts carry it: by which settings they were computed. */
  fingerprint: string;
  /** IANA name, the organisation's. */
  timeZone: string;
}

/** Compares what is stored with what the present settings ask for. */
export async function readWaitingProgress(
  pool: pg.Pool,
  { fingerprint, timeZone }: PresentSettings,
): Promise<WaitingProgress> {
  const { rows } = await pool.query(sql`
    with packed as (
      select week, bool_or(time_zone <> ${timeZone}) as in_other_zone from packed_week where build_count > 0 group by week
    ),
    weeks as (
      select p.week, p.in_other_zone, w.fingerprint is not null as is_computed,
        not p.in_other_zone and w.fingerprint is not distinct from ${fingerprint} as is_done
      from packed p left join waiting_week w on w.week = p.week
    ),
    newest as (select max(week) as to_go from weeks where not is_done)
    select count(*)::double precision as weeks,
      (count(*) filter (where not is_done))::double precision as "weeksToGo",
      (min(week) filter (where newest.to_go is null or week > newest.to_go))::text as "doneFrom",
      coalesce(bool_or(is_computed and not is_done), false) as "settingsChanged",
      (count(*) filter (where in_other_zone))::double precision as "weeksInOtherZone"
    from weeks cross join newest`);
  return waitingProgressSchema.parse(rows[0]);
}

/** When changes or what to fix first were last stored, as ISO 8601 tells it; null: they never were. */
export async function readFoundAt(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query<{ foundAt: string | null }>(sql`
    select to_json(greatest((select max(computed_at) from fix_first_run), (select max(found_at) from found_change)))
      #>> '{}' as "foundAt"`);
  return rows[0]?.foundAt ?? null;
}

const maintenance = z.object({
  pollers: z.int(),
  heartbeatS: z.number().nullable(),
  weeksToPack: z.int(),
  packingLagS: z.number(),
  daysToReplay: z.int(),
});

/** How far what is computed lags behind what is stored. */
export type Maintenance = z.infer<typeof maintenance>;

/** Living pollers, the last sign of one (unix seconds), weeks to pack anew and since when, days of people to replay. */
export async function readMaintenance(pool: pg.Pool): Promise<Maintenance> {
  const { rows } = await pool.query(sql`
    select
      (select count(*)::int from poller p where ${IS_ALIVE}) as pollers,
      (select extract(epoch from max(heartbeat_at))::double precision from poller) as "heartbeatS",
      (select count(*)::int from dirty_week) as "weeksToPack",
      (select coalesce(extract(epoch from clock_timestamp() - min(first_marked_at)), 0)::double precision
        from dirty_week) as "packingLagS",
      (select count(*)::int from dirty_person_day) as "daysToReplay"`);
  return maintenance.parse(rows[0]);
}
