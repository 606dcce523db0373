import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { SECOND_MS } from '@/lib/time/units';
import { differencesFromTruth } from '../differences-from-truth';
import type { FaultWorld } from './fault-world';
import type { Product } from './product';

const SETTLE_MS = 240 * SECOND_MS;

/** Builds under way are looked at now and then, and logs that failed put off: both are asked for at once. */
export async function lookNow(pool: pg.Pool): Promise<void> {
  await pool.query('update build_todo set due_at = now()');
  await pool.query('update log_todo set due_at = now() where due_at > now()');
  await pool.query(
    `update repo_import set due_at = now() where repo_id in (select repo_id from build_todo) and lease_owner is null`,
  );
}

/** What is not stored as Drone has it, field by field, or not read; empty when nothing is. */
async function unsettled(pool: pg.Pool, world: FaultWorld): Promise<string[]> {
  const found: string[] = [];
  for (const [index, truth] of world.truth.entries())
    found.push(...(await differencesFromTruth(pool, truth, index + 1)));
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from log_todo');
  const logsToGo = rows[0]?.n ?? 0;
  if (logsToGo > 0) found.push(`${logsToGo} logs are still to be read`);
  return found;
}

/** Until all that Drone has is stored and read. @returns what never was, in words */
export function waitUntilSettled(pool: pg.Pool, world: FaultWorld): Promise<string[]> {
  const deadlineMs = performance.now() + SETTLE_MS;
  const look = async (): Promise<string[]> => {
    await lookNow(pool);
    await sleep(SECOND_MS);
    const found = await unsettled(pool, world);
    return found.length === 0 || performance.now() > deadlineMs ? found : look();
  };
  return look();
}

/** The same, where anything else makes no sense without. @throws Error that says what was not stored */
export async function settle({ product, world }: { product: Product; world: FaultWorld }): Promise<void> {
  const found = await product.withPool(pool => waitUntilSettled(pool, world));
  if (found.length > 0) throw new Error(`not stored after minutes: ${found.slice(0, 5).join('; ')}`);
}
