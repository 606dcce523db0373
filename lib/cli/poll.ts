import { migrate } from '@/lib/db/migrate';
import { readEnv, requireCi } from '@/lib/env';
import { createLogger } from '@/lib/logger';
import { runPoller } from '@/lib/poller/run-poller';
import { abortOnSignals } from './on-signals';
import { openDatabase } from './open-database';
import { pollOptions } from './poll-options';

/** `buildhours poll`: imports and follows until it is told to end. */
export async function runPoll(): Promise<void> {
  const env = readEnv();
  const { server } = requireCi(env);
  const logger = createLogger(env.logLevel ?? 'info', env.logFormat);
  const controller = new AbortController();
  abortOnSignals(controller);
  let lost: Error | null = null;
  const onLost = (error: Error) => {
    lost = error;
    controller.abort();
  };
  const database = await openDatabase({ ...env, log: line => logger.info(line), onLost });
  try {
    await migrate(database.pool);
    logger.info(`following ${server} every ${env.pollIntervalMs / 1000} s`);
    const { signal } = controller;
    await runPoller(pollOptions(env, { pool: database.pool, once: false, signal, logger }));
    if (lost !== null) throw lost;
  } finally {
    await database.close();
  }
}
