import { migrate } from '@/lib/db/migrate';
import { readEnv } from '@/lib/env';
import { openDatabase } from './open-database';
import { Terminal } from './terminal';

/** `buildhours migrate`: brings the database up to date, and says what it did. */
export async function runMigrate(): Promise<void> {
  const { line } = new Terminal(process.stdout);
  const database = await openDatabase({ ...readEnv(), log: line });
  try {
    const { applied } = await migrate(database.pool);
    for (const name of applied) line(`applied ${name}`);
    line(applied.length === 0 ? 'the database is up to date' : 'the database is up to date now');
  } finally {
    await database.close();
  }
}
