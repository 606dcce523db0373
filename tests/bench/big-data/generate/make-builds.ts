import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { CIRCLE_PARTS } from './create-scratch';
import { draw, drawBits, drawWhole } from './draw';
import { NAMES } from './names';
import { SERVICES } from './pipelines';

const HALF_HOUR_S = 1800;
const TWO_WEEKS_S = 14 * 86_400;
/** How far from a repository the people lie who work on it, as a part of the circle. */
const NEAR = 0.05;

/** Who builds what when and how it will end, numbered, from the given build of the two years on. */
export async function makeBuilds(client: pg.PoolClient, firstBuild: number): Promise<void> {
  await client.query(draftBuilds(firstBuild));
  await client.query(numberBuilds());
  await client.query('drop table big.draft');
  await client.query('create index on big.build(build)');
  await client.query('analyze big.build');
}

function draftBuilds(firstBuild: number): SqlStatement {
  const { bots, strangers, away, personCount, rerunCandidates } = BIG_DATA_PLAN;
  const build = sql`e.build`;
  const near = sql`e.circle + ${NEAR}::double precision * (${draw('near', build)} + ${draw('near2', build)} - 1)`;
  const place = sql`case when ${draw('stranger', build)} < ${strangers}::double precision
    then ${draw('anybody', build)} else ${near} end`;
  const isBot = sql`${draw('bot', build)} < case p.event
    when 'push' then ${bots.push}::double precision
    when 'pull_request' then ${bots.pull_request}::double precision
    when 'tag' then ${bots.tag}::double precision else 0 end`;
  const isAway = sql`${draw('away', sql`n1.person_id * 1000 + p.day / 7`)} < ${away}::double precision`;
  const onDefault = sql`p.event not in ('push', 'pull_request')
    or p.event = 'push' and ${draw('default', build)} < ${BIG_DATA_PLAN.pushToDefault}::double precision`;
  return sql`
    insert into big.draft
    with begun as materialized (${begunBuilds(firstBuild)}),
    placed as materialized (
      select e.*, ${drawEvent()} as event, (${place} + 2) as place from begun e
    )
    select e.build, a.repo_id, p.day, p.created_s, p.load, p.event, ${onDefault},
      case when ${isBot} then ${personCount}::int + 1 + ${drawWhole('whichBot', build, NAMES.bots.length)}
        when ${isAway} then n2.person_id else n1.person_id end,
      p.event in ('push', 'pull_request') and not ${isBot}
        and ${draw('candidate', build)} < ${rerunCandidates}::double precision,
      ${drawFate()}
    from placed p
    cross join lateral (select p.build) e
    join big.repo_at a on a.part = floor(p.circle * ${CIRCLE_PARTS}::int)::int
    join big.repo r on r.id = a.repo_id
    join big.person_at n1 on n1.part = floor(p.place * ${CIRCLE_PARTS}::int)::int % ${CIRCLE_PARTS}::int
    join big.person_at n2 on n2.part = floor((p.place + 0.04) * ${CIRCLE_PARTS}::int)::int % ${CIRCLE_PARTS}::int`;
}

function begunBuilds(firstBuild: number): SqlStatement {
  const build = sql`c.first_build + j.i`;
  return sql`
    select ${build} as build, c.day,
      c.starts_s + floor((j.i + ${draw('moment', build)}) / c.n * ${HALF_HOUR_S}::int)::int as created_s,
      c.load, c.cron_share, ${draw('repo', build)} as circle
    from big.cell c cross join lateral generate_series(0, c.n - 1) as j(i)
    where c.first_build + c.n > ${firstBuild}::int and ${build} >= ${firstBuild}::int`;
}

function drawEvent(): SqlStatement {
  const { push, pull_request: pull, tag, promote } = BIG_DATA_PLAN.events;
  const event = draw('event', sql`e.build`);
  const below = (share: number) =>
    sql`${event} < e.cron_share + (1 - e.cron_share) * ${share}::double precision`;
  return sql`
    case when ${event} < e.cron_share then 'cron'
      when ${below(push)} then 'push'
      when ${below(push + pull)} then 'pull_request'
      when ${below(push + pull + tag)} then 'tag'
      when ${below(push + pull + tag + promote)} then 'promote'
      else 'custom' end`;
}

function drawFate(): SqlStatement {
  const { declined, skipped, invalid, crashed, killed, failure } = BIG_DATA_PLAN.statuses;
  const fate = draw('fate', sql`e.build`);
  const known = declined + skipped + invalid + crashed + killed;
  return sql`
    case when ${fate} < ${declined}::double precision then 'declined'
      when ${fate} < ${declined + skipped}::double precision then 'skipped'
      when ${fate} < ${declined + skipped + invalid}::double precision then 'invalid'
      when ${fate} < ${declined + skipped + invalid + crashed}::double precision then 'crashed'
      when ${fate} < ${known}::double precision then 'killed'
      when ${fate} < ${known}::double precision + ${failure}::double precision * r.fail_factor then 'failure'
      else 'success' end`;
}

/**
 * Numbers builds repository by repository. A rerun takes over what failed last before it, a promotion what went
 * well on the default branch; where there is nothing to take over, it is a build like others.
 */
function numberBuilds(): SqlStatement {
  const [soonestS, latestS] = BIG_DATA_PLAN.rerunAfterS;
  const waited = sql`n.created_s - p.created_s`;
  const reruns = sql`(n.candidate and ${waited} between ${soonestS}::int and ${latestS}::int)`;
  const promotes = sql`(n.event = 'promote' and ${waited} between 1200 and ${TWO_WEEKS_S}::int)`;
  const commit = sql`t.commit_of`;
  const topic = drawBits('topic', sql`t.author_id * 100000 + t.repo_id * 400 + t.commit_day / 4`);
  return sql`
    insert into big.build
    with numbered as materialized (
      select d.*, row_number() over here as number,
        max(build) filter (where event in ('push', 'pull_request') and not candidate and person_id <= ${BIG_DATA_PLAN.personCount}::int
          and fate in ('failure', 'killed', 'crashed')) over before as failed,
        max(build) filter (where event = 'push' and on_default and not candidate and fate = 'success') over before as good
      from big.draft d
      window here as (partition by repo_id order by build),
        before as (partition by repo_id order by build rows between unbounded preceding and 1 preceding)
    ),
    taken as (
      select n.build, n.repo_id, n.number, n.day, n.created_s, n.load,
        case when ${reruns} or ${promotes} then p.number end as parent,
        case when ${reruns} or ${promotes} then p.build else n.build end as commit_of,
        case when ${reruns} or ${promotes} then p.day else n.day end as commit_day,
        case when ${reruns} then p.event when n.event = 'promote' and ${promotes} is not true then 'custom'
          else n.event end as event,
        case when ${reruns} then p.on_default else n.on_default end as on_default,
        case when ${reruns} then p.person_id else n.person_id end as person_id,
        case when ${reruns} or ${promotes} then p.person_id else n.person_id end as author_id,
        ${reruns} is true as restarted,
        case when ${reruns} and n.fate in ('success', 'failure')
          then case when ${draw('rerunPasses', sql`n.build`)} < 0.7 then 'success' else 'failure' end
          else n.fate end as fate
      from numbered n
      left join numbered p on p.build = case when n.event = 'promote' then n.good when n.candidate then n.failed end
    )
    select t.build, t.repo_id, t.number, t.parent, t.commit_of, t.day, t.created_s, t.load, t.event,
      case t.event when 'pull_request' then 'pull' when 'promote' then 'promote' else 'push' end,
      t.on_default, t.person_id, t.author_id, t.restarted, t.fate, ${topic},
      ${touchedServices(commit)}, ${drawWhole('firstService', commit, SERVICES.length)},
      case when ${draw('change', commit)} < ${BIG_DATA_PLAN.changes.base}::double precision then 2
        when ${draw('change', commit)} < ${BIG_DATA_PLAN.changes.base + BIG_DATA_PLAN.changes.requirements}::double precision then 1
        else 0 end
    from taken t
    order by t.build`;
}

/** Bits: the service that the commit is about, and perhaps others. */
function touchedServices(commit: SqlStatement): SqlStatement {
  const others = SERVICES.map(
    (_, index) => sql`
      (case when ${draw('otherServices', sql`${commit}::bigint * 8 + ${index}::int`)} < ${BIG_DATA_PLAN.otherServices}::double precision
        then ${1 << index}::int else 0 end)`,
  ).reduce((all, one) => sql`${all} | ${one}`);
  return sql`(1 << ${drawWhole('firstService', commit, SERVICES.length)}) | ${others}`;
}
