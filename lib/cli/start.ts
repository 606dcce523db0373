import { migrate } from '@/lib/db/migrate';
import { readEnv, requireAccess, requireCi } from '@/lib/env';
import { buildWeb } from './build-web';
import { abortOnSignals } from './on-signals';
import { openDatabase } from './open-database';
import { runTogether } from './run-together';
import { Terminal } from './terminal';

/** `buildhours start`: database, poller and pages, until it is told to end. */
export async function runStart({ poller }: { poller: boolean }): Promise<void> {
  const env = readEnv();
  const ci = poller ? requireCi(env) : null;
  requireAccess(env, ci?.server ?? env.ciAddress);
  const terminal = new Terminal(process.stderr, undefined, env.logFormat === 'json');
  const controller = new AbortController();
  abortOnSignals(controller);
  await buildWeb(terminal.line, controller.signal);
  const onLost = (error: Error) => controller.abort(error);
  const database = await openDatabase({ ...env, log: terminal.line, onLost });
  try {
    await migrate(database.pool);
    await runTogether({ mode: 'production', env, database, terminal, ci, controller });
  } finally {
    await database.close();
  }
}
