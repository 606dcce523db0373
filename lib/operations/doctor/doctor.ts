import type pg from 'pg';
import { createCiClient } from '@/lib/ci/registry';
import { type Env, requireCi } from '@/lib/env';
import { checkCi, judgeProxy } from './check-ci';
import { checkDatabase, checkDisk, checkWidths } from './check-database';
import { checkDeliveries } from './check-deliveries';
import { checkFigures } from './check-figures';
import { checkImport, checkOrphans, checkRunnerClocks, checkTodoCounts } from './check-import';
import type { Finding } from './finding';

/**
 * Whether the CI server lets us read what the import needs.
 *
 * @throws ConfigurationError, CiOptionsError when it is not said which server, or by which token
 */
export async function examineServer(env: Env): Promise<Finding[]> {
  const client = createCiClient({
    ...requireCi(env),
    requestTimeoutMs: env.ciTimeoutMs,
    maxAttempts: 2,
  });
  try {
    return [...judgeProxy(env.ciServer, env.ciProxy), ...(await checkCi(env.ciServer, client))];
  } finally {
    client.close();
  }
}

/** Everything about the database, as far as one finding allows the next. @param place in words, or its folder */
export async function examineDatabase(
  { pool, place }: { pool: pg.Pool; place: string },
  { databaseUrl, timeZone, packedWeeksMb }: Env,
): Promise<Finding[]> {
  const findings = await checkDatabase(pool, place);
  if (databaseUrl === null) findings.push(await checkDisk(place));
  if (findings.some(({ level }) => level !== 'ok')) return findings;
  const widths = await checkWidths(pool);
  const figures = await checkFigures(pool, timeZone, packedWeeksMb);
  const orphans = await checkOrphans(pool);
  const counts = await checkTodoCounts(pool);
  const clocks = await checkRunnerClocks(pool);
  const messages = await checkDeliveries(pool, new Date());
  return [
    ...findings,
    ...widths,
    ...(await checkImport(pool)),
    ...counts,
    ...orphans,
    ...figures,
    ...clocks,
    ...messages,
  ];
}
