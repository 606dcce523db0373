import { migrate } from '@/lib/db/migrate';
import { type Env, readEnv } from '@/lib/env';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { openDatabase } from './open-database';
import { writeErrorText } from './write-text';

/** Asks the database as the pages do, and closes it again. What is said of the database goes beside the output. */
export async function askDatabase<Result>(
  ask: (context: ReaderContext, env: Env) => Promise<Result>,
): Promise<Result> {
  const env = readEnv();
  const database = await openDatabase({ ...env, log: line => writeErrorText(`${line}\n`) });
  try {
    await migrate(database.pool);
    const source = new WeekSource(database.pool, env.packedWeeksMb);
    return await ask({ source, now: new Date(), timeZone: env.timeZone }, env);
  } finally {
    await database.close();
  }
}
