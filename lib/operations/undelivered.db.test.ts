import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';
import { readUndelivered } from './undelivered';
import { describeUndelivered } from './undelivered-words';

const NOW = new Date('2026-11-25T12:00:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  await database.pool.query(sql`
    insert into subscription (channel, target, link_key, weekday, hour, time_zone, active_from)
    values ('email', 'team@example.com', 'key', 1, 7, 'UTC', ${ago(30 * DAY_MS)})`);
});
afterEach(() => database.drop());

async function deliver(subject: string, state: string, endedAt: Date): Promise<void> {
  await database.pool.query(sql`
    insert into delivery (subscription_id, subject, state, due_at, next_attempt_at, ended_at, problem)
    values (1, ${subject}, ${state}, ${endedAt}, ${endedAt}, ${endedAt}, 'no such mailbox')`);
}

test('what was given up is told until something gets through, for a week at most', async () => {
  await deliver('report:2026-W46', 'delivered', ago(9 * DAY_MS));
  expect(await readUndelivered(database.pool, NOW)).toEqual([]);
  await deliver('report:2026-W47', 'gave up', ago(DAY_MS));
  const told = await readUndelivered(database.pool, NOW);
  expect(told).toEqual([
    {
      ...{ subscriptionId: 1, channel: 'email', subject: 'report:2026-W47', problem: 'no such mailbox' },
      at: '2026-11-24T12:00:00.000Z',
    },
  ]);
  expect(describeUndelivered(told)).toBe(
    'The report of week 2026-W47 of subscription 1 (email) could not be delivered and was given up: no such mailbox. See Settings, Reports and alerts',
  );
  expect(await readUndelivered(database.pool, new Date(NOW.getTime() + 7 * DAY_MS))).toEqual([]);
  await deliver('test:1', 'delivered', ago(HOUR_MS));
  expect(await readUndelivered(database.pool, NOW)).toEqual([]);
});

test('of one that is paused or deleted nothing is told', async () => {
  await deliver('report:2026-W47', 'gave up', ago(DAY_MS));
  await database.pool.query(sql`update subscription set is_paused = true`);
  expect(await readUndelivered(database.pool, NOW)).toEqual([]);
  await database.pool.query(sql`update subscription set is_paused = false, deleted_at = ${NOW}`);
  expect(await readUndelivered(database.pool, NOW)).toEqual([]);
});
