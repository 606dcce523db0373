import type pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';
import { databaseUrl } from '@/lib/db/test-server';
import { pollOnce } from '../world/one-pass';
import type { FaultWorld } from './fault-world';
import { lookNow } from './settled';

const CALM = 'calm';
const SHOWN = 10;

/** What was read, without numbers that each database gives in its own order, and without times of ours. */
const READ: Readonly<Record<string, string>> = {
  logs: `
    select r.slug, r.epoch, l.build_number, l.stage_number, l.step_number, s.pipeline, s.step, l.outcome, l.lines
    from step_log l join repo r on r.id = l.repo_id join series s on s.repo_id = l.repo_id and s.id = l.series_id`,
  'commands and layers': `
    select r.slug, r.epoch, p.build_number, p.stage_number, p.step_number, p.number, l.kind, l.label, p.start_ms, p.duration_ms, p.cache
    from step_span p join repo r on r.id = p.repo_id
    left join span_label l on l.repo_id = p.repo_id and l.id = p.label_id`,
  caches: `
    select r.slug, r.epoch, c.build_number, c.stage_number, c.step_number, c.kind, c.tool, c.hits, c.misses
    from step_cache c join repo r on r.id = c.repo_id`,
  'stored counts': `
    select r.slug, i.builds_stored, r.epoch from repo_import i join repo r on r.id = i.repo_id`,
};

/** Imports the same into a database beside it, with nothing going wrong, and compares what was read from logs. */
export async function differencesFromCalm(
  pool: pg.Pool,
  world: FaultWorld,
  logs: boolean,
): Promise<string[]> {
  const calm = await openCalm(pool, world, logs);
  try {
    const found: string[] = [];
    for (const [what, text] of Object.entries(READ)) {
      const [here, there] = await Promise.all([linesOf(pool, text), linesOf(calm, text)]);
      for (const line of here)
        if (!there.has(line)) found.push(`${what}: ${line} is in no import without faults`);
      for (const line of there) if (!here.has(line)) found.push(`${what}: ${line} is missing`);
    }
    return found.slice(0, SHOWN);
  } finally {
    await calm.end();
    await pool.query(`drop database ${CALM} with (force)`);
  }
}

/**
 * Imports what the server has now into the database beside that of the pool, with nothing going wrong. What a server that
 * is restored has lost, only an import before that can have.
 *
 * @returns the other database; to be ended
 */
async function openCalm(pool: pg.Pool, world: FaultWorld, logs: boolean): Promise<pg.Pool> {
  const { rowCount } = await pool.query('select 1 from pg_database where datname = $1', [CALM]);
  if (rowCount === 0) await pool.query(`create database ${CALM}`);
  const calm = createPool(databaseUrl(urlOf(pool), CALM));
  await migrate(calm);
  await lookNow(calm);
  await pollOnce({
    pool: calm,
    ci: { kind: 'drone', server: world.server.url, token: world.server.tokens.admin },
    logPolicy: { minStepSeconds: logs ? 0 : null, maxAgeDays: null },
    keepSpansDays: 36_500,
  });
  return calm;
}

/** The same, in between: with logs. */
export async function importCalmly(pool: pg.Pool, world: FaultWorld): Promise<void> {
  const calm = await openCalm(pool, world, true);
  await calm.end();
}

async function linesOf(pool: pg.Pool, text: string): Promise<Set<string>> {
  const { rows } = await pool.query<{ line: string }>(`select to_jsonb(t)::text as line from (${text}) t`);
  const lines = new Set(rows.map(({ line }) => line));
  if (lines.size < rows.length) lines.add(`${rows.length - lines.size} doubled`);
  return lines;
}

function urlOf(pool: pg.Pool): string {
  const { connectionString } = pool.options;
  if (connectionString === undefined) throw new Error('the pool has no address');
  return connectionString;
}
