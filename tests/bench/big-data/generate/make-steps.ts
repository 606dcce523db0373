import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { draw, drawNormal, drawWhole } from './draw';

const YEAR_S = 365.25 * 86_400;
/** From the start of a stage to that of its first step. */
const SETUP_S = 1;

/** Builds with numbers in the two years, both included. */
export interface BuildRange {
  from: number;
  until: number;
}

/** Plans when the steps of these builds run; nothing is stored yet. */
export async function makeSteps(client: pg.PoolClient, range: BuildRange): Promise<void> {
  await client.query('truncate big.stage, big.step_draft, big.stage_time, big.log');
  await client.query(drawStages(range));
  await client.query(layOutSteps());
  await client.query(timeStages());
}

/**
 * Queues: hardly any wait while runners are free; the busier the half-hour, the more wait and the longer, and on
 * bad days everything waits five times as long.
 */
function drawStages({ from, until }: BuildRange): SqlStatement {
  const { machineCount, daySigma, lastDay, timeZone } = BIG_DATA_PLAN;
  const key = sql`s.stage_key`;
  const bad = sql`case when ${draw('badDay', sql`s.day`)} < 0.015 then 5 else 1 end`;
  const congestion = sql`case when ${draw('waits', key)} < power(s.load, 3)
    then -ln(1 - ${draw('queue', key)}) * (8 + 100 * power(s.load, 6)) * ${bad} else 0 end`;
  const machine = drawWhole('machine', key, machineCount);
  const failsHere = sql`case s.shape
    when 'chain' then s.seq = case when s.class = 'promote' or ${draw('place', sql`s.build`)} < 0.7 then 1 else 2 end
    when 'architectures' then s.seq = case when s.class = 'promote' or ${draw('place', sql`s.build`)} < 0.6 then 1 else 2 end
    else s.service is null or s.service = s.first_service end`;
  return sql`
    insert into big.stage
    with placed as materialized (
      select s.*, s.fate in ('failure', 'crashed') and ${failsHere} as fails
      from (
        select b.build, b.day, b.created_s, b.load, b.fate, b.class, b.first_service, p.id as pipeline_id, p.repo_id,
          p.seq, p.chained, p.service, p.shape,
          (row_number() over (partition by b.build order by p.seq))::int as number
        from big.build b
        join big.pipeline p on p.repo_id = b.repo_id and p.class = b.class
          and (p.service is null or b.touched & (1 << p.service) <> 0)
        where b.build between ${from}::int and ${until}::int and b.fate not in ('declined', 'skipped', 'invalid')
      ) s
    )
    select s.stage_key, s.build, s.number, s.pipeline_id, s.repo_id, s.seq, s.chained, s.fails,
      s.chained and coalesce(bool_or(s.fails) over (
        partition by s.build order by s.seq rows between unbounded preceding and 1 preceding), false),
      (1 + 3 * ${draw('jitter', key)} + ${congestion})::int, ${machine},
      0.1 * ${draw('speed', machine)} - 0.05
        + ${daySigma}::double precision * ${drawNormal('repoDay', sql`s.repo_id * 1000 + s.day`)},
      ${draw('pick', key)},
      (s.created_s - extract(epoch from (${lastDay}::date + 1)::timestamp at time zone ${timeZone}))::double precision
        / ${YEAR_S}::double precision
    from (select p.*, p.build * 16 + p.number as stage_key from placed p) s
    order by s.stage_key`;
}

/**
 * Steps of a lane run one after the other, behind all that comes before the lanes; what comes behind them waits
 * for the slowest. Nothing waits for a detached step longer than its start.
 */
function layOutSteps(): SqlStatement {
  const key = sql`s.stage_key::bigint * 64 + p.pos`;
  const cold = sql`(case when p.log is null then 0
    when ${draw('cold', key)} < 0.04 then 2 else b.cold end)`;
  const ln = sql`p.ln_ms + p.drift * s.years + s.noise_ln + ${BIG_DATA_PLAN.stepSigma}::double precision * ${drawNormal('step', key)}
    + case when b.created_s >= p.shift_at_s then p.shift_ln else 0 end + p.cold_ln[c.cold + 1]`;
  const before = sql`p.service - bit_count((b.touched & ((1 << p.service) - 1))::bit(8))::int`;
  return sql`
    insert into big.step_draft
    with drawn as (
      select s.stage_key, p.id as step_id, p.part, p.place, p.pos,
        p.pos - coalesce(p.of_each_service * (${before}), 0) as number,
        case p.part when 1 then 1 else greatest(round(exp(${ln}) / 1000), 1)::int end as duration_s,
        s.fails and s.pick >= p.fail_from and s.pick < p.fail_to
          and (p.service is null or p.service = b.first_service) as fails,
        c.cold
      from big.stage s
      join big.build b on b.build = s.build
      join big.step p on p.pipeline_id = s.pipeline_id
        and (p.service is null or b.touched & (1 << p.service) <> 0)
      cross join lateral (select ${cold} as cold offset 0) c
      where not s.skipped
    ),
    in_lanes as (
      select d.*, (sum(duration_s) over (partition by stage_key, place order by pos))::int as lane_s from drawn d
    ),
    in_stage as (
      select l.*, max(case when place = 0 then lane_s end) over stage as head_s,
        coalesce(max(case when place between 1 and 99 then lane_s end) over stage, 0) as lanes_s
      from in_lanes l window stage as (partition by stage_key)
    )
    select stage_key, step_id, number, part,
      ${SETUP_S}::int + lane_s - duration_s + case place when 0 then 0 when 100 then head_s + lanes_s else head_s end,
      duration_s, fails, cold
    from in_stage`;
}

/** When stages start and stop, and when somebody cancels the build. */
function timeStages(): SqlStatement {
  const ends = sql`d.start_off + d.duration_s`;
  return sql`
    insert into big.stage_time
    with ran as (
      select d.stage_key, max(${ends}) filter (where d.part <> 2) as end_off,
        max(d.duration_s) filter (where d.part = 2) as notify_s, max(${ends}) filter (where d.fails) as fail_off
      from big.step_draft d group by 1
    ),
    broken as (
      select d.stage_key, max(${ends}) as end_off
      from ran r join big.step_draft d using (stage_key)
      where r.fail_off is not null and d.part <> 2 and d.start_off < r.fail_off
      group by 1
    ),
    lasted as (
      select s.*, p.notify_on_success or s.fails as notifies, r.fail_off,
        coalesce(b.end_off, r.end_off, 0) as work_off, coalesce(r.notify_s, 0) as notify_s
      from big.stage s
      join big.pipeline p on p.id = s.pipeline_id
      left join ran r using (stage_key)
      left join broken b using (stage_key)
    ),
    summed as (
      select l.*, case when l.skipped then 0 else l.work_off + case when l.notifies then l.notify_s else 0 end + 1 end as run_s
      from lasted l
    ),
    ready as (
      select s.*, case when s.chained then coalesce(sum(case when s.skipped then 0 else s.queue_s + s.run_s end) over (
        partition by s.build order by s.seq rows between unbounded preceding and 1 preceding), 0)::int else 0 end as ready_off
      from summed s
    ),
    placed as (
      select r.*, b.number as build_number, b.created_s, b.fate, b.created_s + r.ready_off as ready_s,
        b.created_s + r.ready_off + case when r.skipped then 0 else r.queue_s end as start_s
      from ready r join big.build b using (build)
    ),
    ended as (
      select p.*, p.start_s + p.run_s as stop_s, max(p.start_s + p.run_s) over (partition by p.build) as all_stop_s
      from placed p
    ),
    killed as (
      select e.*, case when e.fate = 'killed'
        then e.created_s + 3 + floor((0.02 + 0.93 * ${draw('kill', sql`e.build`)}) * (e.all_stop_s - e.created_s - 4))::bigint
        else 9223372036854775807 end as kill_s
      from ended e
    )
    select stage_key, build, number, repo_id, build_number, pipeline_id, machine, created_s, ready_s, start_s, stop_s,
      work_off, fail_off, notifies, skipped, kill_s, least(all_stop_s, kill_s), fate
    from killed
    order by stage_key`;
}
