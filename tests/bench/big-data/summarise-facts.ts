import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from './big-data-plan';
import { NAMES } from './generate/names';

interface Section {
  title: string;
  /** One column, `line`. */
  statement: SqlStatement;
}

const { timeZone, repoZipf, personZipf, personShift } = BIG_DATA_PLAN;
const bots = sql`${NAMES.bots}::text[]`;

/** Seconds of rows at usual quantiles, nearest rank. */
function quantiles(name: SqlStatement, seconds: SqlStatement): SqlStatement {
  return sql`
    ${name} || ': n ' || count(${seconds}) || ', p10 p50 p90 p95 p99 '
      || array_to_string(percentile_disc(array[0.1, 0.5, 0.9, 0.95, 0.99]) within group (order by (${seconds})::int), ' ') || ' s'`;
}

function shares(column: SqlStatement, table: SqlStatement): SqlStatement {
  return sql`
    select string_agg(name || ' ' || round(100.0 * n / total, 1) || ' %', ', ' order by n desc) as line
    from (select ${column} as name, count(*) as n, sum(count(*)) over () as total from ${table} group by 1) t`;
}

const SECTIONS: readonly Section[] = [
  {
    title: 'rows and size on disk',
    statement: sql`
      select rpad(t.relname, 12) || lpad(t.n, 11) || lpad(pg_size_pretty(t.size), 10) as line
      from (
        select c.relname, pg_total_relation_size(c.oid) as size,
          (xpath('//n/text()', query_to_xml(format('select count(*) as n from %I', c.relname), false, true, '')))[1]::text as n
        from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.reltuples > 100
      ) t
      order by t.size desc`,
  },
  { title: 'status of builds', statement: shares(sql`status`, sql`build`) },
  { title: 'status of steps', statement: shares(sql`status`, sql`step`) },
  { title: 'events', statement: shares(sql`event`, sql`build`) },
  {
    title: 'kinds of builds',
    statement: sql`
      select 'default branch ' || round(100.0 * avg((b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch)::int), 1)
        || ' %, reruns ' || round(100.0 * avg((b.parent is not null and b.event <> 'promote')::int), 1)
        || ' %, by bots ' || round(100.0 * avg((b.person = any(${bots}))::int), 1) || ' %' as line
      from build b join repo r on r.id = b.repo_id`,
  },
  {
    title: `builds of a repository, rank 1 10 50 100 200 (zipf ${repoZipf})`,
    statement: sql`
      select string_agg(n::text, ' ' order by rank) as line
      from (select count(*) as n, row_number() over (order by count(*) desc) as rank from build group by repo_id) t
      where rank in (1, 10, 50, 100, 200)`,
  },
  {
    title: `builds a person starts on a working day, p5 p50 p95 of all days (zipf ${personZipf}, shifted by ${personShift})`,
    statement: sql`
      select array_to_string(percentile_disc(array[0.05, 0.5, 0.95]) within group (order by n), ' ') || ' of '
        || count(distinct person) || ' people' as line
      from (
        select person, (created_at at time zone ${timeZone})::date as day, count(*) as n
        from build
        where event <> 'cron' and person <> all(${bots}) and extract(isodow from created_at at time zone ${timeZone}) < 6
        group by 1, 2
      ) t`,
  },
  {
    title: `builds and queue (p50 p90 s) by hour, ${timeZone}`,
    statement: sql`
      select lpad(hour::text, 2) || ':00 ' || lpad(count(*)::text, 7) || '  '
        || array_to_string(percentile_disc(array[0.5, 0.9]) within group (order by queue_s), ' ') as line
      from (
        select extract(hour from created_at at time zone ${timeZone})::int as hour,
          extract(epoch from started_at - created_at)::int as queue_s
        from build where status = 'success'
      ) b
      group by hour order by hour`,
  },
  {
    title: 'times of successful builds',
    statement: sql`
      select unnest(array[
        ${quantiles(sql`'wait'`, sql`extract(epoch from finished_at - created_at)`)},
        ${quantiles(sql`'queue'`, sql`extract(epoch from started_at - created_at)`)},
        ${quantiles(sql`'run'`, sql`extract(epoch from finished_at - started_at)`)}]) as line
      from build where status = 'success'`,
  },
  {
    title: 'times of successful steps, the most frequent names',
    statement: sql`
      select ${quantiles(sql`rpad(name, 17)`, sql`extract(epoch from stopped_at - started_at)`)} as line
      from step where status = 'success' and not detached
      group by name order by count(*) desc limit 14`,
  },
  {
    title: 'steps of a build, p10 p50 p90 p99 most',
    statement: sql`
      select array_to_string(percentile_disc(array[0.1, 0.5, 0.9, 0.99, 1]) within group (order by n), ' ') as line
      from (select count(*) as n from step group by repo_id, build_number) t`,
  },
  {
    title: 'stages of a build',
    statement: shares(sql`n::text`, sql`(select count(*) as n from stage group by repo_id, build_number) s`),
  },
  {
    title: 'caches: hits of all look-ups',
    statement: sql`
      select rpad(kind, 10) || rpad(tool, 13) || round(100.0 * sum(hits) / sum(hits + misses), 1) || ' %, n ' || count(*) as line
      from step_cache group by kind, tool order by kind, tool`,
  },
];

/** Counts, shares and quantiles of the data, to be held against the plan: lines of text. */
export async function summariseFacts(pool: pg.Pool): Promise<string> {
  const lines: string[] = [];
  for (const { title, statement } of SECTIONS) {
    const { rows } = await pool.query<{ line: string | null }>(statement);
    lines.push(title, ...rows.map(({ line }) => `  ${line ?? 'nothing'}`));
  }
  return lines.join('\n');
}
