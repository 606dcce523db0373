import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { inTransaction } from '../in-transaction';
import { migrate, readMigrationRecord } from '../migrate';
import { MIGRATIONS_DIR, readMigrationFiles } from '../migration-files';
import { sql, sqlNames } from '../sql';
import {
  BackupError,
  type BackupManifest,
  type BackupTable,
  backupManifestSchema,
  entryOf,
  MANIFEST_NAME,
} from './backup-manifest';
import { listTables } from './list-tables';

/** Holds a row from its migration on. */
const SEEDED = ['todo_count'];
const MAX_MANIFEST_BYTES = 10_000_000;

/**
 * Puts a backup into a database that nothing was stored in yet: all of it, or nothing. One of an older version is
 * brought up to date afterwards; of which Postgres it was made does not matter.
 *
 * @throws BackupError where the file is no whole backup or of a newer version, or the database is in use
 */
export async function restoreBackup(
  pool: pg.Pool,
  file: string,
  dir = MIGRATIONS_DIR,
): Promise<BackupManifest> {
  const { zip, entries } = await openZip(file);
  try {
    const manifest = await readManifest(zip, entries.get(MANIFEST_NAME), file);
    await refuseUnknown(manifest, file, dir);
    await inTransaction(pool, client => refuseUsed(client, manifest));
    await migrate(pool, dir, new Set(manifest.migrations.map(({ name }) => name)));
    await inTransaction(pool, async client => {
      await client.query('set local statement_timeout = 0');
      await copyAll(client, manifest, { zip, entries, file });
    });
    await migrate(pool, dir);
    await pool.query('analyze');
    return manifest;
  } finally {
    zip.close();
  }
}

interface OpenZip {
  zip: ZipFile;
  entries: ReadonlyMap<string, Entry>;
  file: string;
}

async function openZip(file: string): Promise<Omit<OpenZip, 'file'>> {
  const options = { lazyEntries: true, autoClose: false };
  try {
    const zip = await openPromise(file, options);
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    return { zip, entries };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(`${file} is no backup, or not a whole one: ${reason}`, { cause: error });
  }
}

async function readManifest(zip: ZipFile, entry: Entry | undefined, file: string): Promise<BackupManifest> {
  if (entry === undefined || entry.uncompressedSize > MAX_MANIFEST_BYTES)
    throw new BackupError(`${file} is no backup of Buildhours: it has no ${MANIFEST_NAME}`);
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  try {
    return backupManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new BackupError(`${file}: its ${MANIFEST_NAME} is not one that this version can read`, {
      cause: error,
    });
  }
}

/** Of a version after ours, or of another product with the same names. */
async function refuseUnknown({ migrations }: BackupManifest, file: string, dir: string): Promise<void> {
  const known = new Map((await readMigrationFiles(dir)).map(({ name, checksum }) => [name, checksum]));
  const other = migrations.find(({ name, checksum }) => known.get(name) !== checksum);
  if (other !== undefined)
    throw new BackupError(
      `${file} was made by a version of Buildhours that this one does not know (migration ${other.name}): ` +
        'restore it with that version or a newer one',
    );
}

async function refuseUsed(client: pg.PoolClient, { migrations }: BackupManifest): Promise<void> {
  const record = await readMigrationRecord(client);
  if (record.length === 0) return;
  await refuseRows(client, await listTables(client));
  const names = new Set(migrations.map(({ name }) => name));
  if (record.some(({ name }) => !names.has(name)))
    throw new BackupError(
      'the database was set up by a newer version than the one that made the backup: ' +
        'restore into one that nothing was set up in, by another DATA_DIR or an empty database in DATABASE_URL',
    );
}

async function refuseRows(client: pg.PoolClient, tables: readonly BackupTable[]): Promise<void> {
  for (const { name } of tables) {
    if (SEEDED.includes(name)) continue;
    const { rowCount } = await client.query(sql`select from ${sqlNames(name)} limit 1`);
    if (rowCount !== 0)
      throw new BackupError(
        `the database holds data already (table ${name}): restore into a new one, ` +
          'by another DATA_DIR or an empty database in DATABASE_URL',
      );
  }
}

async function copyAll(client: pg.PoolClient, manifest: BackupManifest, zip: OpenZip): Promise<void> {
  const tables = await listTables(client);
  const columnsOf = new Map(manifest.tables.map(({ name, columns }) => [name, columns]));
  // A column that became wider has come to stand behind the others.
  const hasOthers = ({ name, columns }: BackupTable) =>
    columnsOf.get(name)?.toSorted().join() !== columns.toSorted().join();
  if (tables.length !== manifest.tables.length || tables.some(hasOthers))
    throw new BackupError(`${zip.file} has other tables than its migrations make: it was changed by hand`);
  const rowsOf = new Map(manifest.tables.map(({ name, rows }) => [name, rows]));
  // Counts are in the backup, too: triggers would count what is copied once more.
  for (const { name } of tables) await client.query(alterTriggers(name, 'disable'));
  // Nobody else writes from here on; what a poller has stored since it was looked at is not to be lost.
  await refuseRows(client, tables);
  await client.query(sql`truncate ${sqlNames(...tables.map(({ name }) => name))}`);
  for (const table of tables) {
    const rows = await copyTable(client, { ...table, columns: columnsOf.get(table.name) ?? [] }, zip);
    if (rows !== rowsOf.get(table.name))
      throw new BackupError(`${zip.file} has ${rows} rows of ${table.name}, not ${rowsOf.get(table.name)}`);
  }
  for (const { name } of tables) await client.query(alterTriggers(name, 'enable'));
  for (const { name, lastValue } of manifest.sequences) {
    await client.query(sql`
      select setval(quote_ident(sequencename)::regclass, ${lastValue}) from pg_sequences
      where schemaname = 'public' and sequencename = ${name}`);
  }
}

async function copyTable(client: pg.PoolClient, table: BackupTable, zip: OpenZip): Promise<number> {
  const entry = zip.entries.get(entryOf(table.name));
  if (entry === undefined) throw new BackupError(`${zip.file} lacks the rows of ${table.name}`);
  const rows = copyFrom(`copy ${sqlNames(table.name).text} (${sqlNames(...table.columns).text}) from stdin`);
  try {
    const content = await zip.zip.openReadStreamPromise(entry);
    await pipeline(content, checksum(entry), client.query(rows));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(`${zip.file}: the rows of ${table.name} cannot be restored: ${reason}`, {
      cause: error,
    });
  }
  return rows.rowCount;
}

/** Passes on what comes, and fails at its end where it is not what was written. */
function checksum({ crc32: expected }: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === expected ? null : new Error('the file is damaged: its checksum is another one'));
    },
  });
}

function alterTriggers(table: string, what: 'enable' | 'disable'): string {
  return `alter table ${pg.escapeIdentifier(table)} ${what} trigger user`;
}
