import { migrate } from '@/lib/db/migrate';
import { readEnv, requireCi } from '@/lib/env';
import { formatCountOf } from '@/lib/format';
import { createLogger } from '@/lib/logger';
import { type PollReport, runPoller } from '@/lib/poller/run-poller';
import { CommandError } from './explain-error';
import { abortOnSignals } from './on-signals';
import { openDatabase } from './open-database';
import { pollOptions } from './poll-options';
import { showProgress } from './show-progress';
import { Terminal } from './terminal';
import { writeText } from './write-text';

/** `buildhours sync`: one pass over everything that is due. Fails when something could not be stored. */
export async function runSync(): Promise<void> {
  const env = readEnv();
  requireCi(env);
  const terminal = new Terminal();
  const controller = new AbortController();
  abortOnSignals(controller);
  const database = await openDatabase({ ...env, log: terminal.line });
  const done = new AbortController();
  try {
    await migrate(database.pool);
    const shown = showProgress(database.pool, terminal, done.signal);
    const { signal } = controller;
    // The report tells the errors at the end, and the status line would tear their lines apart before.
    const logger = createLogger(env.logLevel ?? 'silent', env.logFormat);
    const report = await runPoller(pollOptions(env, { pool: database.pool, once: true, signal, logger }));
    done.abort();
    await shown;
    tell(report);
    if (signal.aborted) throw new CommandError('stopped before the pass was over; start again to go on');
  } finally {
    done.abort();
    await database.close();
  }
}

function tell({ reposSeen, buildsStored, logsRead, errors }: PollReport): void {
  const stored = `${formatCountOf(buildsStored, 'build')} and ${formatCountOf(logsRead, 'log')} stored`;
  writeText(`${stored}; repositories seen: ${reposSeen}\n`);
  if (errors.length > 0)
    throw new CommandError(`some of it failed; the latest errors:\n${errors.join('\n')}`);
}
