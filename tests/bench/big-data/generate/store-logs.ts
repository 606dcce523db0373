import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { draw, drawWhole } from './draw';
import {
  CACHED_LAYER_MS,
  DOCKER_BUILD_NUMBER,
  LABEL_TEMPLATES,
  LAYER_COUNT,
  LAYERS_SHARE,
  PULLED,
} from './log-templates';
import { timedSteps } from './store-facts';

const PULL_SHARE = 0.05;

/** Weights of the layers before each, from the first on. */
const WEIGHTS_BEFORE = LABEL_TEMPLATES.filter(({ layer }) => layer !== null).map((_, index, layers) =>
  layers.slice(0, index).reduce((sum, { weight }) => sum + weight, 0),
);
const ALL_WEIGHT = LABEL_TEMPLATES.reduce((sum, { layer, weight }) => sum + (layer === null ? 0 : weight), 0);

/** Down to whole milliseconds; a hair below one counts as it, so that the layers add up to what the step missed. */
function wholeMs(ms: SqlStatement): SqlStatement {
  return sql`floor(${ms} + 0.001)::int`;
}

/**
 * The logs of the planned steps that ran. A docker build misses every layer from the first one on that the commit
 * changes: the base image, the requirements or only the source, which in a quarter of the repositories is copied
 * before the requirements are installed.
 */
export function draftLogs(): SqlStatement {
  const key = sql`d.stage_key::bigint * 64 + d.number`;
  const outcome = draw('outcome', key);
  const read = BIG_DATA_PLAN.logsRead;
  return sql`
    insert into big.log
    select s.repo_id, s.build_number, s.number, d.number, ${key}, p.series_id, p.log, r.language, s.finished_s,
      greatest((x.stop_s - x.start_s) * 1000 - ${drawWhole('jitter', key, 1000)}, 1)::int, d.cold, x.status,
      case when ${outcome} < ${read}::double precision then 'read'
        when ${outcome} < ${read + 0.02}::double precision then 'silent'
        when ${outcome} < ${read + 0.035}::double precision then 'missing' else 'unreadable' end,
      case when p.log = 'docker' then
        case d.cold when 2 then 1 + ${drawWhole('layers', key, 2)} when 1 then least(5, r.source_layer)
          else case when ${draw('layers', key)} < 0.12 then ${LAYER_COUNT + 1}::int else r.source_layer end end end
    ${timedSteps(sql`p.log is not null and x.status <> 'skipped'`, sql`join big.repo r on r.id = s.repo_id`)}`;
}

export function storeLogs(): SqlStatement {
  return sql`
    insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, reason, lines,
      head_truncated, tail_truncated, first_miss_id)
    select g.repo_id, g.build_number, g.stage_number, g.step_number, g.series_id, to_timestamp(g.finished_s), g.outcome,
      case g.outcome when 'silent' then 'the step printed nothing' when 'missing' then 'the server has no log'
        when 'unreadable' then 'the log is no JSON' end,
      case when g.outcome = 'read' then 20 + ${drawWhole('lines', sql`g.step_key`, 1200)} else 0 end, false, false, l.label_id
    from big.log g
    left join big.label l on g.outcome = 'read' and l.series_id = g.series_id and l.layer = g.first_miss`;
}

/** One row for each tool that tells of its cache; pytest does not. */
export function storeCaches(): SqlStatement {
  const key = sql`g.step_key`;
  const size = sql`(300 + g.series_id % 17 * 40)`;
  const changed = sql`case g.cold when 2 then ${size} when 1 then 9 + ${drawWhole('packages', key, 60)}
    else ${drawWhole('packages', key, 4)} end`;
  const layersMissed = sql`${LAYER_COUNT + 1}::int - g.first_miss`;
  return sql`
    insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, hits, misses, not_looked_up, failed,
      unfinished, miss_ms)
    select g.repo_id, g.build_number, g.stage_number, g.step_number, c.kind, c.tool, c.hits, c.misses, 0,
      case when g.status in ('failure', 'error') then 1 else 0 end, case when g.status = 'killed' then 1 else 0 end, c.miss_ms
    from big.log g
    cross join lateral (
      select 'layers' as kind, 'buildkit' as tool, g.first_miss - 1 as hits, ${layersMissed} as misses,
        case when g.first_miss > ${LAYER_COUNT}::int then 0
          else ${wholeMs(sql`g.duration_ms * ${LAYERS_SHARE}::double precision`)}::bigint end as miss_ms
      where g.log = 'docker'
      union all
      select 'registry', 'docker-push', g.first_miss + 4, ${layersMissed}, null
      where g.log = 'docker' and g.status = 'success'
      union all
      select case g.language when 3 then 'buildtool' else 'packages' end,
        (array['go-mod', 'pnpm', 'pip', 'gradle'])[g.language + 1], ${size} - ${changed}, ${changed}, null
      where g.log = 'install'
      union all
      select 'buildtool', (array['go-test', 'turbo', null, 'gradle'])[g.language + 1],
        case g.cold when 2 then 0 else 24 - ${drawWhole('packages', sql`${key} + 1`, 12)} end,
        case g.cold when 2 then 24 else ${drawWhole('packages', sql`${key} + 1`, 12)} end, null
      where g.log = 'test' and g.language <> 2
    ) c
    where g.outcome = 'read'`;
}

/** Commands, pulls and layers of logs that finished since single spans are kept; layers share the build's time. */
export function storeSpans(): SqlStatement {
  const { lastDay, timeZone, keepSpansDays } = BIG_DATA_PLAN;
  const missedMs = sql`g.duration_ms * ${LAYERS_SHARE}::double precision`;
  const weightsBefore = sql`${WEIGHTS_BEFORE}::double precision[]`;
  const boundaryMs = (weight: SqlStatement) =>
    wholeMs(sql`${missedMs} * (${weight} - (${weightsBefore})[g.first_miss])
      / (${ALL_WEIGHT}::double precision - (${weightsBefore})[g.first_miss])`);
  return sql`
    insert into step_span (repo_id, build_number, stage_number, step_number, number, label_id, parent, start_ms, duration_ms,
      cache)
    select g.repo_id, g.build_number, g.stage_number, g.step_number, l.number, l.label_id,
      case when l.layer is not null then ${DOCKER_BUILD_NUMBER}::int end, t.start_ms, t.duration_ms,
      case when l.layer >= g.first_miss then 'miss' when l.layer < g.first_miss then 'hit'
        when l.kind = 'pull' then case when ${draw('jitter', sql`g.step_key * 8`)} < ${PULLED}::double precision then 'miss' else 'hit' end
        else 'unknown' end
    from big.log g
    join big.label l on l.series_id = g.series_id
    cross join lateral (
      select case when l.layer is null then round(g.duration_ms * l.weight_before)::int
          when l.layer < g.first_miss then (g.duration_ms * ${PULL_SHARE}::double precision)::int + (l.layer - 1) * ${CACHED_LAYER_MS}::int
          else (g.duration_ms * ${PULL_SHARE}::double precision)::int + (g.first_miss - 1) * ${CACHED_LAYER_MS}::int
            + ${boundaryMs(sql`l.weight_before`)} end as start_ms,
        case when l.layer is null then round(g.duration_ms * l.weight)::int
          when l.layer < g.first_miss then ${CACHED_LAYER_MS}::int
          else ${boundaryMs(sql`l.weight_before + l.weight`)} - ${boundaryMs(sql`l.weight_before`)} end as duration_ms
    ) t
    where g.outcome = 'read' and to_timestamp(g.finished_s) >= date_trunc('week',
      (${lastDay}::date + 1)::timestamp - ${keepSpansDays}::int * interval '1 day') at time zone ${timeZone}`;
}
