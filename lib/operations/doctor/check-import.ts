import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { mendTodoCounts } from '@/lib/db/todo-count';
import { formatClockOffset, formatCountOf } from '@/lib/format';
import { readDoubledServers } from '../doubled-servers';
import { nameOfItem, type TroubledItem } from '../import-state';
import { type ImportProgress, readImportProgress } from '../progress';
import { readShiftedRunners } from '../shifted-runners';
import { type Finding, ok, warn } from './finding';

/** How far the import is, what went wrong last, and whether anyone goes on with it. */
export async function checkImport(pool: pg.Pool): Promise<Finding[]> {
  const { buildsStored, buildsToGo, pollersAtWork, lastError, servers, ...found } =
    await readImportProgress(pool);
  const stored = `${formatCountOf(buildsStored, 'build')} stored`;
  const findings = [ok(buildsToGo > 0 ? `${stored}, ${formatCountOf(buildsToGo, 'build')} to go` : stored)];
  for (const { url, keptFrom } of servers)
    if (keptFrom !== null)
      findings.push(ok(`of ${url} builds that were over before ${keptFrom.slice(0, 16)} are not kept`));
  if (lastError !== null) findings.push(warn(`the latest error: ${lastError}`));
  findings.push(...judgeItems(found), ...(await checkDoubledServers(pool)));
  findings.push(
    pollersAtWork > 0
      ? ok(`${formatCountOf(pollersAtWork, 'poller')} at work`)
      : warn('no poller is at work: "buildhours start" runs one'),
  );
  return findings;
}

/** What was left out, each with its reason. */
function judgeItems({
  troubled,
  troubledItems,
}: Pick<ImportProgress, 'troubled' | 'troubledItems'>): Finding[] {
  const findings = troubled.map(item =>
    warn(`${nameOfItem(item)} is left out: ${item.error}; ${nextTry(item)}`),
  );
  const others = troubledItems - troubled.length;
  if (others > 0)
    findings.push(warn(`and ${formatCountOf(others, 'other item')} like these: see Settings, Servers`));
  return findings;
}

function nextTry({ kind, attempts, nextAt }: TroubledItem): string {
  if (nextAt !== null)
    return `tried ${formatCountOf(attempts ?? 0, 'time')}, again at ${nextAt.slice(0, 16)}`;
  return kind === 'log' ? 'it was tried often enough' : 'it is looked at again with the list';
}

async function checkDoubledServers(pool: pg.Pool): Promise<Finding[]> {
  return (await readDoubledServers(pool)).map(({ url, otherUrl }) =>
    warn(
      `${url} and ${otherUrl} hold the same builds: they look like one server under two addresses, and each of its builds counts twice; "buildhours servers remove" removes one of them`,
    ),
  );
}

/** Runners whose clock was off in the last days: their times are right all the same, and their machines want mending. */
export async function checkRunnerClocks(pool: pg.Pool): Promise<Finding[]> {
  const servers = await readShiftedRunners(pool);
  if (servers.length === 0) return [ok('the clocks of all runners agree with that of their server')];
  return servers.flatMap(({ url, count, runners }) => [
    ...runners.map(({ machine, offsetS, day }) =>
      warn(
        `${machine}'s clock is ${formatClockOffset(offsetS)}; its times are corrected by that (${url}, ${day}): let it follow a time server`,
      ),
    ),
    ...(count > runners.length
      ? [warn(`and ${formatCountOf(count - runners.length, 'other runner')} of ${url} like these`)]
      : []),
  ]);
}

interface Orphans {
  stages: number;
  steps: number;
  /** As in `acme/api #12`; the repository's number where it is gone itself. */
  example: string | null;
}

/** Whether what pages tell of the work to do is what is listed; counts that are not are mended. */
export async function checkTodoCounts(pool: pg.Pool): Promise<Finding[]> {
  const wrong = await mendTodoCounts(pool);
  if (wrong === 0) return [ok('the counts of builds and logs to go are those of the lists of work')];
  return [
    warn(
      `builds and logs to go were counted wrong for ${formatCountOf(wrong, 'repository', 'repositories')}; they are right now`,
    ),
  ];
}

/**
 * Whether every stage belongs to a build and every step to a stage. Nothing but deleting builds by hand leaves some
 * behind, since no foreign key takes them along. No figure counts them, but a step whose stage alone is missing: it
 * counts with the stage after it.
 */
export async function checkOrphans(pool: pg.Pool): Promise<Finding[]> {
  const { rows } = await pool.query<Orphans>(sql`
    with stages as (
      select s.repo_id, s.build_number from stage s
      where not exists (select 1 from build b where b.repo_id = s.repo_id and b.number = s.build_number)
    ),
    steps as (
      select s.repo_id, s.build_number from step s
      where not exists (
        select 1 from stage g
        where g.repo_id = s.repo_id and g.build_number = s.build_number and g.number = s.stage_number)
    )
    select (select count(*)::int from stages) as stages, (select count(*)::int from steps) as steps,
      (select coalesce(r.slug, 'repository ' || o.repo_id) || ' #' || o.build_number
        from (select * from stages union all select * from steps) o
        left join repo r on r.id = o.repo_id
        order by o.repo_id, o.build_number limit 1) as example`);
  const { stages = 0, steps = 0, example = null } = rows[0] ?? {};
  if (example === null) return [ok('every stage and step belongs to a build')];
  const what = `${formatCountOf(stages, 'stage')} and ${formatCountOf(steps, 'step')}`;
  return [
    warn(
      `${what} belong to nothing that is stored, such as those of ${example}: who deletes builds by hand must delete their stages and steps too`,
    ),
  ];
}
