import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { Upkeep } from '@/lib/poller/upkeep';
import { aBuild, FakeDrone, leaseFake, T0 } from '@/tests/world/fake-drone';
import { purgeSpans } from './purge-spans';
import { readLogs } from './read-logs';
import { type RepoLease, releaseLease } from './repo-lease';
import { storeBuilds } from './store-builds';

const ZONE = 'UTC';
let db: TestDatabase;
const drone = new FakeDrone();

/** A later version has been here: every table has a column that this one does not know. */
beforeAll(async () => {
  db = await createTestDatabase();
  await db.pool.query(`
    do $$ declare t text; begin
      for t in select tablename from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations' loop
        execute format('alter table %I add column later text not null default %L', t, 'as added');
      end loop;
    end $$`);
});
afterAll(() => db.drop());

const LOG = ['+ docker build .', 'Step 1/2 : FROM alpine', ' ---> 0123456789ab', 'Step 2/2 : COPY . .'].map(
  (line, pos) => ({ pos, time: pos, out: `${line}\n` }),
);

test('columns with a default stop no poller of the version before, and are left alone by it', async () => {
  drone.add(aBuild(1, { status: 'running', finishedAt: null, version: 2 }));
  drone.logs.set('1/1/2', LOG);
  const first = await turn();
  expect(await stored()).toEqual({
    repo: ['as added'],
    build: ['as added'],
    stage: ['as added'],
    step: ['as added'],
  });
  await releaseLease(db.pool, first, { again: 'now' });
  for (const table of ['repo', 'build', 'stage', 'step'])
    await db.pool.query(`update ${table} set later = 'set'`);
  drone.add(aBuild(1), aBuild(2));
  await turn();
  expect(await stored()).toEqual({
    repo: ['set'],
    build: ['as added', 'set'],
    stage: ['as added', 'set'],
    step: ['as added', 'set'],
  });
  expect((await db.pool.query('select status from build where number = 1')).rows).toEqual([
    { status: 'success' },
  ]);
  expect((await db.pool.query('select week from packed_week')).rows).toHaveLength(1);
  expect((await db.pool.query('select later from span_week')).rows).not.toHaveLength(0);
});

async function turn(): Promise<RepoLease> {
  const lease = await leaseFake(db.pool, drone);
  const logPolicy = { minStepSeconds: 0, maxAgeDays: null };
  const now = new Date(T0.getTime() + 86_400_000);
  for (const build of drone.builds.values()) {
    await storeBuilds(db.pool, lease, [build], { now, timeZone: ZONE, logPolicy });
  }
  const { signal } = new AbortController();
  await readLogs(
    { pool: db.pool, client: drone, timeZone: ZONE, signal, onClaimsLeft: () => undefined },
    lease.serverId,
  );
  await new Upkeep({ pool: db.pool, timeZone: ZONE, keepSpansDays: 36_500 }).finish(signal);
  await purgeSpans(db.pool, { keepDays: 36_500, timeZone: ZONE, now: new Date() });
  return lease;
}

/** What the column that was added holds, by table. */
async function stored(): Promise<Record<string, string[]>> {
  const tables = ['repo', 'build', 'stage', 'step'].map(async table => {
    const { rows } = await db.pool.query<{ later: string }>(`select distinct later from ${table} order by 1`);
    return [table, rows.map(({ later }) => later)];
  });
  return Object.fromEntries(await Promise.all(tables));
}
