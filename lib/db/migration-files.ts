import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSetupError } from './database-setup-error';

export const MIGRATIONS_DIR = path.resolve(fileURLToPath(import.meta.url), '../../../prisma/migrations');

/** One migration as it lies on disk; `checksum` is the SHA-256 that Prisma records. */
export interface MigrationFile {
  name: string;
  sql: string;
  checksum: string;
}

/** All migrations, oldest first: the names begin with the time at which they were written. */
export async function readMigrationFiles(dir = MIGRATIONS_DIR): Promise<MigrationFile[]> {
  if (!existsSync(dir)) {
    throw new DatabaseSetupError(
      `the migrations are missing: there is no folder ${dir}; install Buildhours anew`,
    );
  }
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
  return Promise.all(
    names.sort().map(async name => {
      const sql = await readFile(path.join(dir, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
