import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';
import { sql } from '@/lib/db/sql';
import { databaseUrl } from '@/lib/db/test-server';
import { BIG_DATA_PLAN, type BigDataSize } from './big-data-plan';
import { checkFacts } from './check-facts';
import { generateBigData } from './generate/generate-big-data';
import { summariseFacts } from './summarise-facts';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '../../../.data/bench-metrics');
/** Data that were not finished have the other name, so that they are never taken for whole. */
const DATABASE = 'big_data';
const UNFINISHED = 'big_data_unfinished';
const LOCK = 20_261_122;

export interface BigData {
  url: string;
  /** Of the server that holds it. */
  dataDir: string;
  /** Counts, shares and quantiles, to be held against BIG_DATA_PLAN. */
  summary: string;
  stop(): Promise<void>;
}

/**
 * A database with the history that BIG_DATA_PLAN tells of, migrated. It is made once for each state of the code that
 * makes it and lies under `.data/bench-metrics`; who comes while another makes it waits.
 *
 * @throws Error when the disk is too full, or the data came out inconsistent
 */
export async function openBigData(size: BigDataSize, log: (line: string) => void): Promise<BigData> {
  const dataDir = path.join(ROOT, `${size}-${hashOfCode()}`);
  await mkdir(ROOT, { recursive: true });
  await tellOfOthers(size, dataDir, log);
  const server = await startEmbeddedPostgres({ dataDir, log });
  try {
    const url = databaseUrl(server.url, DATABASE);
    const summary = await ensureDatabase(server.url, server.dataDir, size, log);
    await bringUpToDate(url, dataDir);
    return { url, dataDir: server.dataDir, summary, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** @returns the summary that was made with the data */
async function ensureDatabase(
  serverUrl: string,
  dir: string,
  size: BigDataSize,
  log: (line: string) => void,
): Promise<string> {
  const client = new pg.Client(serverUrl);
  await client.connect();
  try {
    // Held until the connection ends, however this program does.
    await client.query(sql`select pg_advisory_lock(${LOCK})`);
    const made = await readSummary(client);
    if (made !== null) return made;
    await refuseFullDisk(dir, size);
    return await makeDatabase(client, serverUrl, size, log);
  } finally {
    await client.end();
  }
}

function hashOfCode(): string {
  const hash = createHash('sha256').update(readFileSync(path.join(HERE, 'big-data-plan.ts')));
  const folder = path.join(HERE, 'generate');
  for (const file of readdirSync(folder).sort())
    hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 10);
}

async function tellOfOthers(size: BigDataSize, dataDir: string, log: (line: string) => void): Promise<void> {
  for (const name of await readdir(ROOT)) {
    const other = path.join(ROOT, name);
    if (name.startsWith(`${size}-`) && other !== dataDir)
      log(`${other} is of an older plan: remove it when nothing uses it`);
  }
}

async function refuseFullDisk(dir: string, size: BigDataSize): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const { freeBytes } = BIG_DATA_PLAN.sizes[size];
  if (bavail * bsize >= freeBytes) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new Error(
    `the big data (${size}) need ${gigabytes(freeBytes)} on the disk of ${dir}, ${gigabytes(bavail * bsize)} are free: ` +
      `free some, for instance by removing older data sets under ${ROOT}`,
  );
}

async function makeDatabase(
  client: pg.Client,
  serverUrl: string,
  size: BigDataSize,
  log: (line: string) => void,
): Promise<string> {
  const { days, buildCount } = BIG_DATA_PLAN.sizes[size];
  log(`making ${buildCount} builds of ${days} days, once`);
  await client.query(`drop database if exists ${UNFINISHED}`);
  await client.query(`create database ${UNFINISHED}`);
  const pool = createPool(databaseUrl(serverUrl, UNFINISHED), { max: 1 });
  let summary: string;
  try {
    await migrate(pool);
    await generateBigData(pool, size, log);
    await checkFacts(pool);
    summary = await summariseFacts(pool);
  } finally {
    await pool.end();
  }
  await client.query(`comment on database ${UNFINISHED} is ${client.escapeLiteral(summary)}`);
  await client.query(`alter database ${UNFINISHED} rename to ${DATABASE}`);
  return summary;
}

/** Migrations that came after the data were made add what others fill. */
async function bringUpToDate(url: string, dataDir: string): Promise<void> {
  const pool = createPool(url, { max: 1 });
  try {
    await migrate(pool);
    // Rows were made with their ids: a poller that imports beside them goes on behind those.
    for (const table of ['server', 'repo', 'login'])
      await pool.query(`select setval(pg_get_serial_sequence($1, 'id'), (select max(id) from ${table}))`, [
        table,
      ]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}; or remove ${dataDir}, so that the data are made anew`, { cause: error });
  } finally {
    await pool.end();
  }
}

/** Null: there is no such database. */
async function readSummary(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ summary: string | null }>(sql`
    select shobj_description(oid, 'pg_database') as summary from pg_database where datname = ${DATABASE}`);
  return rows[0] === undefined ? null : (rows[0].summary ?? '');
}
