import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { removeServer } from './server-changes';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('nothing of a server that was removed stays, in whatever table, and all of another does', async () => {
  await db.pool.query(`
    insert into server (url) values ('https://one'), ('https://two');
    insert into server_address (url, server_id) select url, id from server;
    insert into repo (server_id, drone_id, slug, namespace, name, active)
      select id, 7, 'acme/api', 'acme', 'api', true from server;
    insert into repo_import (repo_id) select id from repo;
    insert into runner_clock (server_id, day, machine, offset_s, stages)
      select id, '2026-03-02', 'runner-1', 300, 9 from server;
    insert into dirty_runner_day (server_id, day) select id, '2026-03-02' from server;
    insert into poller (id, host, pid, started_at, heartbeat_at, server_id)
      select url, 'host', 1, now(), now() - interval '1 hour', id from server;
  `);
  expect(await removeServer(db.pool, { id: 1, url: 'https://one' })).toEqual({ repositories: 1, builds: 0 });
  const { rows: tables } = await db.pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'server_id' order by 1`,
  );
  for (const { name } of tables) {
    const { rows } = await db.pool.query(`select server_id as server from ${name}`);
    expect([name, rows]).toEqual([name, [{ server: 2 }]]);
  }
  expect((await db.pool.query('select id from server')).rows).toEqual([{ id: 2 }]);
});
