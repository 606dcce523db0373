import type pg from 'pg';
import { z } from 'zod';
import { CI_SERVERS } from '@/lib/ci/registry';
import { IS_ALIVE } from '@/lib/db/living-pollers';
import { sql } from '@/lib/db/sql';
import { DOUBLED_SERVERS } from './doubled-servers';
import {
  REPOS_TO_GO,
  TROUBLED_COUNTS,
  TROUBLED_ITEM_JSON,
  troubledItemSchema,
  troubledItems,
} from './import-state';
import { shiftedRunnerSchema, shiftedRunners } from './shifted-runners';

const SHOWN_TROUBLES = 20;
const SHOWN_ITEMS = 50;

const instant = z.iso.datetime({ offset: true }).nullable();

const serverSchema = z.object({
  id: z.int(),
  ciServer: z.string().describe('What kind of CI server it is: "Drone"'),
  allRepos: z
    .string()
    .nullable()
    .describe('What to do where its token may not see all repositories; null: this version does not know'),
  url: z.string(),
  publicUrl: z.string().nullable().describe('Where people open it; null: at its address'),
  version: z.string().nullable().describe('null: it does not tell'),
  login: z.string().nullable(),
  isAdmin: z.boolean().nullable(),
  clockSkewMs: z.number().nullable().describe('Its clock minus ours'),
  shiftedRunnerCount: z
    .number()
    .describe(
      'Runners whose clock was off from the server’s in the last days; their times are corrected by that',
    ),
  shiftedRunners: z.array(shiftedRunnerSchema).describe('Those that are off by most'),
  discoveredAt: instant,
  lastError: z.string().nullable(),
  lastErrorAt: instant,
  repositories: z.number(),
  repositoriesDone: z.number(),
  buildsStored: z.number(),
  buildsToGo: z.number(),
  logsToGo: z.number(),
  troubledCount: z.number().describe('Repositories whose last turn failed'),
  troubled: z
    .array(z.object({ repository: z.string(), error: z.string(), at: instant, failedTurns: z.number() }))
    .describe('The latest of them'),
  troubledItemCount: z
    .number()
    .describe('Single builds, logs and entries of lists that could not be read or stored, while all else is'),
  troubledItems: z.array(troubledItemSchema).describe('The first of them'),
  doubleOf: z
    .string()
    .nullable()
    .describe('Address of another server that holds the same builds: each counts twice'),
});

const pollerSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.number(),
  startedAt: z.iso.datetime({ offset: true }),
  heartbeatAt: z.iso.datetime({ offset: true }),
  isAlive: z.boolean(),
  buildsStored: z.number(),
  buildsPerSecond: z.number(),
});

const serverRow = serverSchema.omit({ ciServer: true, allRepos: true }).extend({ kind: z.string() });

/** CI servers with how far their history has come, and the processes that bring it. Counts as in ImportProgress. */
export const serversSchema = z.object({
  servers: z.array(serverSchema),
  pollers: z.array(pollerSchema),
  readAt: z.iso.datetime({ offset: true }).describe('By the clock of the database'),
});

export type ServersState = z.infer<typeof serversSchema>;

/** Reads the state of each CI server and poller; pollers that fell silent are listed for a day. */
export async function readServers(pool: pg.Pool): Promise<ServersState> {
  const [servers, pollers] = await Promise.all([pool.query(listServers(new Date())), pool.query(POLLERS)]);
  const rows = z.array(serverRow).parse(servers.rows);
  return serversSchema.parse({
    servers: rows.map(({ kind, ...server }) => ({ ...server, ...describeKind(kind) })),
    ...pollers.rows[0],
  });
}

/** A poller of a later version may follow servers of a kind that this one does not know. */
function describeKind(kind: string): Pick<ServersState['servers'][number], 'ciServer' | 'allRepos'> {
  const known = CI_SERVERS.find(server => server.kind === kind);
  return { ciServer: known?.name ?? kind, allRepos: known?.words.allRepos ?? null };
}

const listServers = (now: Date) => sql`
  with repos as (${REPOS_TO_GO}),
  items as (${troubledItems(SHOWN_ITEMS)}),
  doubled as (${DOUBLED_SERVERS}),
  shifted as (${shiftedRunners(now)})
  select s.id, s.kind, s.url, s.public_url as "publicUrl", s.version, s.login, s.is_admin as "isAdmin",
    s.clock_skew_ms::double precision as "clockSkewMs",
    coalesce((select k.count from shifted k where k.server_id = s.id), 0) as "shiftedRunnerCount",
    coalesce((select k.runners from shifted k where k.server_id = s.id), '[]') as "shiftedRunners",
    to_json(s.discovered_at) #>> '{}' as "discoveredAt",
    s.last_error as "lastError", to_json(s.last_error_at) #>> '{}' as "lastErrorAt",
    count(r.slug)::double precision as repositories,
    (count(r.slug) filter (where r.to_go = 0))::double precision as "repositoriesDone",
    coalesce(sum(r.builds_stored), 0)::double precision as "buildsStored",
    coalesce(sum(r.to_go), 0)::double precision as "buildsToGo",
    coalesce(sum(r.logs_to_go), 0)::double precision as "logsToGo",
    count(r.last_error)::double precision as "troubledCount",
    coalesce((
      select json_agg(json_build_object('repository', t.slug, 'error', t.last_error, 'at', t.last_error_at,
        'failedTurns', t.failed_turns) order by t.last_error_at desc nulls last)
      from (
        select * from repos where server_id = s.id and last_error is not null
        order by last_error_at desc nulls last limit ${SHOWN_TROUBLES}
      ) t
    ), '[]') as troubled,
    coalesce((select n from (${TROUBLED_COUNTS}) c where c.server_id = s.id), 0) as "troubledItemCount",
    coalesce((select json_agg(${TROUBLED_ITEM_JSON} order by t.place) from items t where t.server_id = s.id), '[]')
      as "troubledItems",
    (select other.url from doubled d join server other on other.id in (d.a, d.b) and other.id <> s.id
      where s.id in (d.a, d.b) order by other.id limit 1) as "doubleOf"
  from server s
  left join repos r on r.server_id = s.id
  group by s.id
  order by s.id`;

const POLLERS = sql`
  select coalesce(json_agg(json_build_object('id', id, 'host', host, 'pid', pid, 'startedAt', started_at,
      'heartbeatAt', heartbeat_at, 'isAlive', ${IS_ALIVE},
      'buildsStored', builds_stored, 'buildsPerSecond', builds_per_second) order by started_at, id), '[]') as pollers,
    to_json(now()) #>> '{}' as "readAt"
  from poller p`;
