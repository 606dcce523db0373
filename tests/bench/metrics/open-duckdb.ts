import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';

/** Fetched by the benchmark for itself: the product does not need it. */
const PACKAGE = '@duckdb/node-api@1.5.6-r.1';

/** Columns that the questions read; times as whole unix seconds. */
const TABLES: Record<string, string> = {
  repo: 'id, slug, namespace',
  build: `repo_id, number, status, event, person, ${secondsOf('created', 'started', 'finished')}`,
  stage: `repo_id, build_number, number, name, status, machine, ${secondsOf('created', 'started', 'stopped')}`,
  step: `repo_id, build_number, stage_number, number, name, status, detached, ${secondsOf('started', 'stopped')}`,
  step_log: 'repo_id, build_number, stage_number, step_number, series_id, outcome',
  step_cache: 'repo_id, build_number, stage_number, step_number, kind, tool, hits, misses, miss_ms',
};

interface DuckConnection {
  run(statement: string): Promise<unknown>;
  runAndReadAll(statement: string): Promise<{ getRows(): unknown[][] }>;
}

interface DuckModule {
  DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<DuckConnection> }> };
}

/**
 * DuckDB over the same facts as Parquet, written once beside the data. Null where it cannot be fetched, as without a
 * registry: the benchmark then says so and goes on.
 */
export async function openDuckdb(
  pool: pg.Pool,
  dir: string,
  log: (line: string) => void,
): Promise<((statement: string) => Promise<number>) | null> {
  const duck = await fetchModule(path.join(dir, 'duckdb'), log);
  if (duck === null) return null;
  const connection = await (await duck.DuckDBInstance.create(':memory:')).connect();
  await connection.run('set threads = 2');
  const { rows } = await pool.query<{ name: string }>(`select current_setting('data_directory') as name`);
  const files = path.join(dir, `parquet-${path.basename(path.dirname(rows[0]?.name ?? 'data'))}`);
  if (!existsSync(files)) await writeParquet(pool, connection, files, log);
  for (const table of Object.keys(TABLES)) {
    await connection.run(
      `create view ${table} as select * from read_parquet('${path.join(files, table)}.parquet')`,
    );
  }
  return async statement => (await connection.runAndReadAll(statement)).getRows().length;
}

async function fetchModule(dir: string, log: (line: string) => void): Promise<DuckModule | null> {
  const entry = path.join(dir, 'node_modules/@duckdb/node-api/package.json');
  if (!existsSync(entry)) {
    await mkdir(dir, { recursive: true });
    try {
      await promisify(execFile)('npm', [
        'install',
        '--prefix',
        dir,
        '--no-save',
        '--no-audit',
        '--no-fund',
        PACKAGE,
      ]);
    } catch (error) {
      log(
        `DuckDB is left out: ${PACKAGE} could not be fetched (${error instanceof Error ? error.message.split('\n')[0] : error})`,
      );
      return null;
    }
  }
  const found: unknown = createRequire(entry)('@duckdb/node-api');
  if (!isDuckModule(found)) throw new Error(`${PACKAGE} is not as it was: it has no DuckDBInstance`);
  return found;
}

function isDuckModule(value: unknown): value is DuckModule {
  return typeof value === 'object' && value !== null && 'DuckDBInstance' in value;
}

/** The server writes CSV where it may, DuckDB makes Parquet of it. */
async function writeParquet(
  pool: pg.Pool,
  connection: DuckConnection,
  files: string,
  log: (line: string) => void,
): Promise<void> {
  const unfinished = `${files}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await chmod(unfinished, 0o777);
  for (const [table, columns] of Object.entries(TABLES)) {
    const csv = path.join(unfinished, `${table}.csv`);
    const startMs = performance.now();
    await pool.query(`copy (select ${columns} from ${table} order by 1) to '${csv}' (format csv, header)`);
    await connection.run(
      `copy (select * from read_csv('${csv}', header = true, sample_size = 200000))
       to '${path.join(unfinished, table)}.parquet' (format parquet, compression zstd)`,
    );
    await rm(csv, { force: true });
    log(`${table} written as Parquet in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  }
  await rename(unfinished, files);
}

function secondsOf(...times: string[]): string {
  return times.map(time => `extract(epoch from ${time}_at)::bigint as ${time}_s`).join(', ');
}
