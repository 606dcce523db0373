import { BackupError, type BackupManifest } from '@/lib/db/backup/backup-manifest';
import { restoreBackup } from '@/lib/db/backup/restore-backup';
import { writeBackup } from '@/lib/db/backup/write-backup';
import { hasCode } from '@/lib/db/has-code';
import { readEnv } from '@/lib/env';
import { formatCountOf } from '@/lib/format';
import { CommandError } from './explain-error';
import { type OpenDatabase, openDatabase } from './open-database';
import { writeErrorText, writeText } from './write-text';

/** What a disk or a folder has against it; the system says in words which file it was. */
const OF_FILES = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EIO'];

/** `buildhours backup`: all that is stored, into one file, while everything goes on. @throws CommandError */
export async function runBackup(
  file = `buildhours-${new Date().toISOString().slice(0, 10)}.zip`,
): Promise<void> {
  await withDatabase(async ({ pool, place }) => {
    const manifest = await writeBackup(pool, file);
    writeText(`${file} holds all of ${place}: ${contentOf(manifest)}\n`);
    writeText('It holds addresses and rules, and who may do what: keep it as safe as the database.\n');
  });
}

/** `buildhours restore`: puts such a file into a database that nothing was stored in yet. @throws CommandError */
export async function runRestore(file: string): Promise<void> {
  await withDatabase(async ({ pool, place }) => {
    const manifest = await restoreBackup(pool, file);
    writeText(`${place} holds what was stored at ${manifest.madeAt}: ${contentOf(manifest)}\n`);
    writeText(
      'Where the old installation still runs, stop one of the two: both would send the same reports.\n',
    );
  });
}

async function withDatabase(work: (database: OpenDatabase) => Promise<void>): Promise<void> {
  const database = await openDatabase({ ...readEnv(), log: line => writeErrorText(`${line}\n`) });
  try {
    await work(database);
  } catch (error) {
    if (error instanceof BackupError || hasCode(error, ...OF_FILES))
      throw new CommandError(error.message, { cause: error });
    throw error;
  } finally {
    await database.close();
  }
}

function contentOf({ tables }: BackupManifest): string {
  const rowsOf = (name: string) => tables.find(table => table.name === name)?.rows ?? 0;
  return `${formatCountOf(rowsOf('build'), 'build')} of ${formatCountOf(rowsOf('repo'), 'repository', 'repositories')}`;
}
