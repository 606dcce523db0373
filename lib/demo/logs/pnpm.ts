import { command } from './command';
import type { Act, LogWriter } from './log-writer';
import { versionOf } from './version-of';

export interface PnpmOptions {
  resolved: number;
  /** Packages that were found in the store. */
  reused: number;
  seconds?: number;
}

/** pnpm: the last line tells what came from the store; the listing begins with `+ ` and is no command. */
export function writePnpm(log: LogWriter, { resolved, reused, seconds }: PnpmOptions): void {
  const downloaded = resolved - reused;
  log.at(0.05).say('Lockfile is up to date, resolution step is skipped');
  log.at(0.12).say(`Progress: resolved 1, reused 0, downloaded 0, added 0`);
  log.say(`Packages: +${resolved}`);
  log.say('+'.repeat(80));
  for (const part of [0.3, 0.6, 0.85]) {
    const some = (count: number) => Math.floor(count * part);
    log.at(0.15 + 0.7 * part);
    log.say(
      `Progress: resolved ${resolved}, reused ${some(reused)}, downloaded ${some(downloaded)}, added ${some(resolved)}`,
    );
  }
  log
    .at(0.9)
    .say(
      `Progress: resolved ${resolved}, reused ${reused}, downloaded ${downloaded}, added ${resolved}, done`,
      {
        kind: 'packages',
        tool: 'pnpm',
        hits: reused,
        misses: downloaded,
      },
    );
  log.at(0.95).say('');
  log.say('dependencies:');
  for (const name of ['fastify', 'pino', 'undici', 'zod']) log.say(`+ ${name} ${versionOf(name)}`);
  log.say('');
  log.say('devDependencies:');
  for (const name of ['typescript', 'vitest']) log.say(`+ ${name} ${versionOf(name)}`);
  log.say('');
  log.say(`Done in ${(seconds ?? log.random.between(20, 60)).toFixed(1)}s using pnpm v10.12.1`);
}

export function pnpmInstall(options: PnpmOptions, ms: number): Act {
  return command('pnpm install --frozen-lockfile', ms, log =>
    writePnpm(log, { ...options, seconds: ms / 1000 }),
  );
}
