import { CiOptionsError } from '@/lib/ci/ci-errors';
import { createCiClient } from '@/lib/ci/registry';
import { DatabaseSetupError } from '@/lib/db/database-setup-error';
import { ConfigurationError, type Env, readEnv, requireCi } from '@/lib/env';
import { checkCi } from './check-ci';
import { checkDatabase, checkDisk } from './check-database';
import { checkFigures } from './check-figures';
import { checkImport } from './check-import';
import { checkOrphans } from './check-orphans';
import { EXIT } from './explain-error';
import { type Finding, fail, ok } from './finding';
import { openDatabase } from './open-database';
import { webAddress } from './run-together';
import { isReady } from './wait-until-ready';

const TITLE_WIDTH = 9;

/** `buildhours doctor`: one line for each thing that was looked at; fails when one of them does. */
export async function runDoctor(): Promise<void> {
  tell('settings', await ofErrors(async () => checkSettings(readEnv()), ConfigurationError));
  if (process.exitCode === EXIT.failed) return;
  const env = readEnv();
  tell(env.ciServer.kind, await ofErrors(() => askCi(env), ConfigurationError, CiOptionsError));
  tell('database', await ofErrors(() => askDatabase(env), DatabaseSetupError));
  tell('pages', [await checkPages(env)]);
}

function tell(title: string, findings: Finding[]): void {
  for (const { level, text } of findings) {
    process.stdout.write(`${level.padEnd(5)} ${title.padEnd(TITLE_WIDTH)} ${text.replaceAll('\n', ' ')}\n`);
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

async function askCi(env: Env): Promise<Finding[]> {
  const client = createCiClient({
    ...requireCi(env),
    requestTimeoutMs: env.ciTimeoutMs,
    maxAttempts: 2,
  });
  try {
    return await checkCi(env.ciServer, client);
  } finally {
    client.close();
  }
}

async function askDatabase(env: Env): Promise<Finding[]> {
  const database = await openDatabase({ ...env, log: () => undefined });
  try {
    const findings = await checkDatabase(database.pool, database.place);
    if (env.databaseUrl === null) findings.push(await checkDisk(database.place));
    const usable = findings.every(finding => finding.level === 'ok');
    if (!usable) return findings;
    const figures = await checkFigures(database.pool, env.timeZone, env.packedWeeksMb);
    const orphans = await checkOrphans(database.pool);
    return [...findings, ...(await checkImport(database.pool)), ...orphans, ...figures];
  } finally {
    await database.close();
  }
}

async function checkPages(env: Env): Promise<Finding> {
  const address = webAddress(env);
  const answers = await isReady(address, new AbortController().signal);
  return ok(answers ? `served at ${address}` : `not served at ${address}: "buildhours start" does`);
}
