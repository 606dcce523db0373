import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { CIRCLE_PARTS } from './create-scratch';
import { draw, drawNormal, drawWhole } from './draw';
import { NAMES } from './names';

/**
 * Repositories and people. Both lie on one circle: a repository takes up its share of the builds, one team's
 * beside each other, a person theirs. Whoever lies near a repository works on it, so that people have their
 * teams and everyone starts exactly their share of the builds.
 */
export async function makeOrganisation(client: pg.PoolClient): Promise<void> {
  await client.query(makeServer());
  await client.query(makeRepos());
  await client.query(storeRepos());
  await client.query(makePeople());
  for (const table of ['repo', 'person'] as const) await client.query(cutCircle(table));
}

function makeServer(): SqlStatement {
  return sql`
    insert into server (url, version, login, is_admin, clock_skew_ms, discovered_at, discover_until)
    select 'https://drone.example.com', '2.25.0', 'buildhours', true, 0, e.at, e.at
    from (select (${BIG_DATA_PLAN.lastDay}::date + 1)::timestamp at time zone ${BIG_DATA_PLAN.timeZone}) as e(at)`;
}

function makeRepos(): SqlStatement {
  const { repoCount, repoZipf, repoSigma } = BIG_DATA_PLAN;
  const id = sql`r.id`;
  return sql`
    insert into big.repo
    select p.id, p.team, p.share, sum(p.share) over (order by p.team, p.id) - p.share, p.shape,
      p.shape in ('serial', 'graph', 'chain') and ${draw('repoTrait', sql`p.id * 8`)} < 0.5,
      ${draw('repoTrait', sql`p.id * 8 + 1`)} < 0.5,
      ${drawWhole('repoTrait', sql`p.id * 8 + 2`, 4)},
      ${repoSigma}::double precision * ${drawNormal('repoSize', sql`p.id`)},
      0.5 + ${draw('repoFails', sql`p.id`)},
      case when ${draw('repoTrait', sql`p.id * 8 + 3`)} < 0.25 then 4 else 9 end,
      p.namespace || '/' || p.name,
      (array['main', 'main', 'main', 'main', 'main', 'main', 'main', 'master', 'master', 'develop'])[
        1 + ${drawWhole('repoTrait', sql`p.id * 8 + 4`, 10)}]
    from (
      select r.id, t.team, t.namespace,
        (${NAMES.repoStems}::text[])[1 + r.id % 40] || '-' || (${NAMES.repoEndings}::text[])[1 + (r.id - 1) / 40] as name,
        power(r.id, ${-repoZipf}::double precision) / sum(power(r.id, ${-repoZipf}::double precision)) over () as share,
        case
          when r.id % 40 = 3 then 'service-pipelines'
          when r.id % 40 = 23 then 'service-steps'
          when r.id % 10 = 7 then 'chain'
          when r.id % 20 = 15 then 'architectures'
          when r.id % 40 in (1, 6, 11, 16, 21, 26, 31) then 'graph'
          else 'serial'
        end as shape
      from generate_series(1, ${repoCount}::int) as r(id)
      join (
        select team, namespace, (sum(weight) over (order by team) - weight) / sum(weight) over () as from_part,
          sum(weight) over (order by team) / sum(weight) over () as until_part
        from unnest(${NAMES.teams}::text[], ${NAMES.teamWeights}::double precision[])
          with ordinality as t(namespace, weight, team)
      ) t on ${draw('team', id)} >= t.from_part and ${draw('team', id)} < t.until_part
    ) p`;
}

function storeRepos(): SqlStatement {
  return sql`
    insert into repo (id, server_id, drone_id, slug, namespace, name, default_branch, link, visibility, active, created_at)
    select r.id, s.id, 1000 + r.id, r.slug, split_part(r.slug, '/', 1), split_part(r.slug, '/', 2), r.default_branch,
      'https://git.example.com/' || r.slug, 'private', true, s.discovered_at
    from big.repo r cross join server s
    order by r.id`;
}

function makePeople(): SqlStatement {
  const { personCount, personZipf, personShift } = BIG_DATA_PLAN;
  const weight = sql`power(p.rank + ${personShift}::int, ${-personZipf}::double precision)`;
  return sql`
    insert into big.person
    select p.rank, p.login, initcap(replace(p.login, '.', ' ')), p.login || '@example.com',
      sum(p.share) over (order by p.place, p.rank) - p.share, p.share
    from (
      select p.rank, ${draw('person', sql`p.rank`)} as place, ${weight} / sum(${weight}) over () as share,
        (${NAMES.firstNames}::text[])[1 + p.rank % 20] || '.'
          || (${NAMES.lastNames}::text[])[1 + (p.rank - 1) / 20] as login
      from generate_series(1, ${personCount}::int) as p(rank)
    ) p
    union all
    select ${personCount}::int + b.rank::int, b.login, b.login, b.login || '@users.noreply.example.com', null, null
    from unnest(${NAMES.bots}::text[]) with ordinality as b(login, rank)`;
}

/** Whose part of the circle it is, part by part. */
function cutCircle(table: 'repo' | 'person'): SqlStatement {
  const all =
    table === 'repo'
      ? sql`select id, position, share from big.repo`
      : sql`select id, position, share from big.person where share is not null`;
  const into = table === 'repo' ? sql`insert into big.repo_at` : sql`insert into big.person_at`;
  const from = sql`round(a.position * ${CIRCLE_PARTS}::int)::int`;
  const until = sql`round((a.position + a.share) * ${CIRCLE_PARTS}::int)::int - 1`;
  return sql`
    ${into}
    select g.part, a.id from (${all}) a cross join lateral generate_series(${from}, ${until}) as g(part)`;
}
