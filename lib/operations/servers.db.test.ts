import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { checkRunnerClocks } from './doctor/check-import';
import { readServers } from './servers';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

describe('readServers', () => {
  test('of an empty database', async () => {
    expect(await readServers(db.pool)).toMatchObject({ servers: [], pollers: [] });
    expect(await checkRunnerClocks(db.pool)).toMatchObject([{ level: 'ok' }]);
  });

  test('gives each server with its history, what goes wrong, and who is at work', async () => {
    await db.pool.query(`
      insert into server (url, version, login, is_admin, clock_skew_ms, discovered_at)
        values ('https://one', '2.25.0', 'buildhours', true, -3000000000, '2026-03-02 10:00Z');
      insert into server (kind, url, last_error, last_error_at)
        values ('later', 'https://two', 'got no answer', '2026-03-02 11:00Z');
      insert into repo (server_id, drone_id, slug, namespace, name, active)
        select 1, n, 'acme/r' || n, 'acme', 'r' || n, true from generate_series(1, 25) n;
      insert into repo_import (repo_id, counter, oldest_listed, history_done, builds_stored, last_error, last_error_at, failed_turns)
        select id, 100, 41, drone_id > 1, 60, case when drone_id > 3 then 'answered 404' end,
          timestamptz '2026-03-01 00:00Z' + drone_id * interval '1 hour', 2 from repo;
      insert into build_todo (repo_id, number, reason) values (2, 7, 'listed'), (2, 8, 'unfinished');
      insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at) values (2, 1, 1, 1, now());
      insert into poller (id, host, pid, started_at, heartbeat_at, builds_per_second)
        values ('a', 'one', 1, '2026-03-02 10:00Z', now(), 2.5), ('b', 'two', 2, '2026-03-02 11:00Z', now() - interval '1 hour', 9);
      insert into runner_clock (server_id, day, machine, offset_s, stages)
        select 1, (now() at time zone 'UTC')::date - ago, machine, offset_s, 9
        from (values (0, 'runner-3', 50), (1, 'runner-3', 400), (6, 'runner-1', -7200), (7, 'runner-2', 90), (0, 'runner-4', 1))
          as k(ago, machine, offset_s);
    `);
    const { servers, pollers } = await readServers(db.pool);
    expect(servers).toHaveLength(2);
    expect(servers[0]).toMatchObject({
      url: 'https://one',
      ciServer: 'Drone',
      allRepos: expect.stringContaining('drone user add'),
      isAdmin: true,
      clockSkewMs: -3_000_000_000,
      repositories: 25,
      // The first still has 40 builds to list, the second one that is listed.
      repositoriesDone: 23,
      buildsStored: 1500,
      buildsToGo: 41,
      logsToGo: 1,
      troubledCount: 22,
    });
    expect(servers[0]).toMatchObject({
      shiftedRunnerCount: 2,
      shiftedRunners: [
        { machine: 'runner-1', offsetS: -7200 },
        { machine: 'runner-3', offsetS: 50, day: new Date().toISOString().slice(0, 10) },
      ],
    });
    expect(await checkRunnerClocks(db.pool)).toEqual([
      {
        level: 'warn',
        text: expect.stringMatching(
          /^runner-1's clock is 2h 00m behind; its times are corrected by that \(https:..one, /,
        ),
      },
      { level: 'warn', text: expect.stringContaining("runner-3's clock is 50 s ahead") },
    ]);
    expect(servers[0]?.troubled).toHaveLength(20);
    expect(servers[0]?.troubled[0]).toMatchObject({
      repository: 'acme/r25',
      error: 'answered 404',
      failedTurns: 2,
    });
    expect(servers[1]).toMatchObject({
      ciServer: 'later',
      allRepos: null,
      version: null,
      lastError: 'got no answer',
      repositories: 0,
      buildsToGo: 0,
      shiftedRunners: [],
      troubled: [],
    });
    expect(pollers.map(({ id, isAlive }) => [id, isAlive])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });
});
