import { CiOptionsError } from '@/lib/ci/ci-errors';
import { DatabaseSetupError } from '@/lib/db/database-setup-error';
import { ConfigurationError, type Env, readEnv } from '@/lib/env';
import { examineDatabase, examineServer } from '@/lib/operations/doctor/doctor';
import { type Finding, fail, ok } from '@/lib/operations/doctor/finding';
import { EXIT } from './explain-error';
import { openDatabase } from './open-database';
import { webAddress } from './run-together';
import { isReady } from './wait-until-ready';
import { writeText } from './write-text';

const TITLE_WIDTH = 9;

/** `buildhours doctor`: one line for each thing that was looked at; fails when one of them does. */
export async function runDoctor(): Promise<void> {
  tell('settings', await ofErrors(async () => checkSettings(readEnv()), ConfigurationError));
  if (process.exitCode === EXIT.failed) return;
  const env = readEnv();
  tell(env.ciServer.kind, await ofErrors(() => examineServer(env), ConfigurationError, CiOptionsError));
  tell('database', await ofErrors(() => askDatabase(env), DatabaseSetupError));
  tell('pages', [await checkPages(env)]);
}

function tell(title: string, findings: Finding[]): void {
  for (const { level, text } of findings) {
    writeText(`${level.padEnd(5)} ${title.padEnd(TITLE_WIDTH)} ${text.replaceAll('\n', ' ')}\n`);
    if (level === 'fail') process.exitCode = EXIT.failed;
  }
}

/** An error of a foreseen kind is a finding; any other goes on. */
async function ofErrors(
  check: () => Promise<Finding[]>,
  ...kinds: Array<abstract new (...args: never[]) => Error>
): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Error && kinds.some(kind => error instanceof kind)) return [fail(error.message)];
    throw error;
  }
}

function checkSettings(env: Env): Finding[] {
  const source = env.databaseUrl === null ? `the built-in Postgres in ${env.dataDir}` : 'DATABASE_URL';
  return [ok(`days begin by the clock of ${env.timeZone}; the database is ${source}`)];
}

async function askDatabase(env: Env): Promise<Finding[]> {
  const database = await openDatabase({ ...env, log: () => undefined });
  try {
    return await examineDatabase(database, env);
  } finally {
    await database.close();
  }
}

async function checkPages(env: Env): Promise<Finding> {
  const address = webAddress(env);
  const answers = await isReady(address, new AbortController().signal);
  return ok(answers ? `served at ${address}` : `not served at ${address}: "buildhours start" does`);
}
