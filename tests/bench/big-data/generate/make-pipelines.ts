import type pg from 'pg';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { draw, drawNormal } from './draw';
import { LABEL_TEMPLATES } from './log-templates';
import { NAMES } from './names';
import { planSteps } from './plan-steps';

/** Pipelines and steps of every repository, their series with how each drifts, and what their logs tell of. */
export async function makePipelines(client: pg.PoolClient): Promise<void> {
  await client.query(sql`
    insert into big.planned select * from json_populate_recordset(null::big.planned, ${rowsAsJson(planSteps())}::json)`);
  await client.query(addPipelines());
  await client.query(storeSeries());
  await client.query('analyze big.planned, big.repo, big.pipeline, series');
  await client.query(addSteps());
  await client.query(storeLabels());
  await client.query(addLabels());
  await client.query(sql`
    select setval(pg_get_serial_sequence('series', 'id'), (select max(id) from series)),
      setval(pg_get_serial_sequence('span_label', 'id'), (select max(id) from span_label))`);
}

/** A chained pipeline waits for the one before it. */
function addPipelines(): SqlStatement {
  return sql`
    insert into big.pipeline
    select row_number() over (order by r.id, p.class, p.seq), r.id, p.class, p.seq, p.pipeline,
      case when p.chained and p.seq > 1 then array[lag(p.pipeline) over (partition by r.id, p.class order by p.seq)]
        else '{}' end,
      p.chained, p.service, p.shape, not r.alerts_only
    from big.repo r
    join (
      select shape, has_database, class, seq, pipeline, chained, max(service) filter (where of_service) as service
      from big.planned group by 1, 2, 3, 4, 5, 6
    ) p on p.shape = r.shape and p.has_database = r.has_database`;
}

function storeSeries(): SqlStatement {
  return sql`
    insert into series (repo_id, id, pipeline, step)
    select s.repo_id, row_number() over (order by s.repo_id, s.pipeline, s.step), s.pipeline, s.step
    from (
      select r.id as repo_id, p.pipeline, p.name as step
      from big.planned p join big.repo r on r.shape = p.shape and r.has_database = p.has_database
      union select repo_id, name, '' from big.pipeline
      union select id, '', '' from big.repo
    ) s
    order by 2`;
}

/** Detached steps are part 1, notifications part 2. How a cold cache slows it: ln, by what the commit changes. */
function addSteps(): SqlStatement {
  const plan = BIG_DATA_PLAN;
  const id = sql`s.id`;
  const slower = sql`ln(1.25 + 0.75 * ${draw('shiftBy', id)})`;
  const strong = sql`${draw('drifts', id)} < ${plan.strongDrift}::double precision`;
  return sql`
    insert into big.step
    select row_number() over (order by l.id, p.pos), l.id, p.pos,
      case when p.shape = 'service-steps' and p.service is not null
        then count(*) over (partition by l.id, p.service) end,
      case when not p.of_service then p.service end, p.name, p.kind,
      case p.kind when 'service' then 1 when 'notify' then 2 else 0 end, p.place, p.depends_on,
      coalesce((${JSON.stringify(NAMES.images)}::json -> p.kind) ->> r.language,
        (${JSON.stringify(NAMES.images)}::json -> 'code') ->> r.language),
      s.id,
      ln(p.seconds * 1000) + case when p.kind in ('clone', 'service', 'notify') then 0 else r.size_ln end
        + ${plan.seriesSigma}::double precision * ${drawNormal('series', id)},
      ${drawNormal('drift', id)} * case when ${strong} then ${plan.strongDriftSigma}::double precision
        else ${plan.driftSigma}::double precision end,
      case when ${draw('shifts', id)} < ${plan.shifted}::double precision and p.kind not in ('clone', 'service', 'notify')
        then c.from_s + floor(${draw('shiftAt', id)} * (c.until_s - c.from_s))::bigint end,
      case when ${draw('shiftBy', sql`${id} + 1000000`)} < ${plan.slower}::double precision
        then ${slower} else -${slower} end,
      case p.kind when 'docker' then '{0,0.64,0.96}' when 'install' then '{0,0.59,0.79}'
        when 'build' then '{0,0.05,0.1}' else '{0,0,0}' end::double precision[],
      p.fail_from, p.fail_to,
      case when p.kind in ('install', 'test', 'docker') then p.kind end
    from big.planned p
    join big.repo r on r.shape = p.shape and r.has_database = p.has_database
    join big.pipeline l on l.repo_id = r.id and l.class = p.class and l.seq = p.seq
    join series s on s.repo_id = r.id and s.pipeline = p.pipeline and s.step = p.name
    cross join (select min(starts_s) as from_s, max(starts_s) as until_s from big.cell) c`;
}

interface TemplateRow {
  log: string;
  number: number;
  kind: string;
  tool: string | null;
  labels: readonly string[];
  weight: number;
  layer: number | null;
}

function templates(): SqlStatement {
  const rows: TemplateRow[] = [...LABEL_TEMPLATES];
  return sql`json_to_recordset(${rowsAsJson(rows)}::json)
    as t(log text, number int, kind text, tool text, labels text[], weight double precision, layer int)`;
}

const loggedSeries = sql`
  select distinct on (s.series_id) s.series_id, s.log, s.ln_ms, p.repo_id, r.language, r.source_layer
  from big.step s join big.pipeline p on p.id = s.pipeline_id join big.repo r on r.id = p.repo_id
  where s.log is not null`;

function storeLabels(): SqlStatement {
  return sql`
    insert into span_label (repo_id, id, series_id, kind, tool, label, text)
    select s.repo_id, row_number() over (order by s.series_id, t.number), s.series_id, t.kind, t.tool,
      t.labels[s.language + 1], t.labels[s.language + 1]
    from (${loggedSeries}) s join ${templates()} on t.log = s.log
    order by 2`;
}

/** Beside the weight of each label those of all layers, and of the layers from the one on that brings the source. */
function addLabels(): SqlStatement {
  return sql`
    insert into big.label
    select s.series_id, s.repo_id, s.log, t.number, l.id, t.kind, t.layer, t.weight,
      sum(t.weight) over (partition by s.series_id, t.layer is null order by t.number) - t.weight,
      sum(t.weight) over (partition by s.series_id, t.layer is null),
      sum(t.weight) filter (where t.layer >= s.source_layer) over (partition by s.series_id, t.layer is null),
      s.ln_ms
    from (${loggedSeries}) s
    join ${templates()} on t.log = s.log
    join span_label l on l.repo_id = s.repo_id and l.series_id = s.series_id and l.kind = t.kind
      and l.label = t.labels[s.language + 1]`;
}
