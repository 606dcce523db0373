import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ZipFile } from 'yazl';
import { readMigrationRecord } from '../migrate';
import { sql, sqlNames } from '../sql';
import {
  BACKUP_FORMAT,
  BackupError,
  type BackupManifest,
  type BackupTable,
  entryOf,
  MANIFEST_NAME,
} from './backup-manifest';
import { listTables } from './list-tables';

/** Others than who made it have no business in it: it holds all builds, and whom mail goes to. */
const FILE_MODE = 0o600;

/**
 * Writes all that the database holds, as it is at one moment, into one zip file of Postgres's own text form of each
 * table. Pollers and pages go on meanwhile. The file appears under its name once it is whole.
 *
 * @throws BackupError where the file is there already, or nothing is stored; what the file system or Postgres says of the writing
 */
export async function writeBackup(pool: pg.Pool, file: string): Promise<BackupManifest> {
  if (existsSync(file)) throw new BackupError(`${file} is there already: name another file, or move it away`);
  const part = `${file}.part`;
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0');
    const manifest = await writeZip(client, part);
    await client.query('commit');
    await rename(part, file);
    return manifest;
  } finally {
    // Behind a copy that was broken off nothing could be asked on it; and it ends the transaction.
    client.release(true);
    await rm(part, { force: true });
  }
}

async function writeZip(client: pg.PoolClient, part: string): Promise<BackupManifest> {
  const manifest = await describe(client);
  const zip = new ZipFile();
  const breaking = new AbortController();
  const breakOff = (reason: unknown) => breaking.abort(reason);
  // It tells of errors of its own alone, and its output of none.
  zip.on('error', breakOff);
  for (const table of manifest.tables) {
    zip.addReadStreamLazy(entryOf(table.name), done => {
      const rows = client.query(copyTo(copyStatement(table)));
      rows.on('error', breakOff);
      rows.on('end', () => {
        table.rows = rows.rowCount;
      });
      done(null, rows);
    });
  }
  zip.addReadStreamLazy(MANIFEST_NAME, done =>
    done(null, Readable.from([JSON.stringify(manifest, null, 2)])),
  );
  zip.end();
  const target = createWriteStream(part, { mode: FILE_MODE, flush: true });
  try {
    await pipeline(zip.outputStream, target, { signal: breaking.signal });
  } catch (error) {
    throw breaking.signal.aborted ? breaking.signal.reason : error;
  }
  return manifest;
}

/** All but the numbers of rows, which are known once they are written. */
async function describe(client: pg.PoolClient): Promise<BackupManifest> {
  const record = await readMigrationRecord(client);
  if (record.length === 0) throw new BackupError('nothing is stored yet: there is nothing to back up');
  const tables = await listTables(client);
  const { rows: sequences } = await client.query<BackupManifest['sequences'][number]>(sql`
    select sequencename as name, last_value as "lastValue" from pg_sequences
    where schemaname = 'public' and last_value is not null order by sequencename`);
  const { rows: servers } = await client.query<{ version: string }>(
    sql`select current_setting('server_version') as version`,
  );
  return {
    product: 'buildhours',
    format: BACKUP_FORMAT,
    madeAt: new Date().toISOString(),
    postgres: servers[0]?.version ?? '',
    migrations: record.filter(({ finished }) => finished).map(({ name, checksum }) => ({ name, checksum })),
    tables: tables.map(table => ({ ...table, rows: 0 })),
    sequences,
  };
}

function copyStatement({ name, columns }: BackupTable): string {
  return `copy ${pg.escapeIdentifier(name)} (${sqlNames(...columns).text}) to stdout`;
}
