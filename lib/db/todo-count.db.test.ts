import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from './migrate';
import { MIGRATIONS_DIR, readMigrationFiles } from './migration-files';
import { createTestDatabase, type TestDatabase } from './test-database';
import { foldTodoCounts, mendTodoCounts, TODO_COUNTS } from './todo-count';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => db.pool.query('truncate build_todo, log_todo, todo_count'));

const run = (text: string) => db.pool.query(text);
const counts = async () => (await db.pool.query(TODO_COUNTS)).rows.sort((a, b) => a.repo_id - b.repo_id);
const rowCount = async () => (await run('select 1 from todo_count')).rowCount;

async function listBuilds(repoId: number, from: number, to: number, reason = 'new'): Promise<void> {
  await db.pool.query(
    'insert into build_todo (repo_id, number, reason) select $1, n, $4 from generate_series($2::int, $3::int) n',
    [repoId, from, to, reason],
  );
}

async function listLogs(repoId: number, count: number): Promise<void> {
  await db.pool.query(
    `insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
     select $1, n, 1, 1, now() from generate_series(1, $2::int) n`,
    [repoId, count],
  );
}

describe('counts of work to do', () => {
  test('follow whatever is added, changed and taken away, by repository', async () => {
    await listBuilds(1, 1, 30);
    await listBuilds(2, 1, 5);
    await listBuilds(2, 6, 7, 'unfinished');
    await listLogs(1, 12);
    expect(await counts()).toEqual([
      { repo_id: 1, builds: 30, logs: 12 },
      { repo_id: 2, builds: 5, logs: 0 },
    ]);
    await run(`
      insert into build_todo (repo_id, number, reason) values (1, 30, 'unfinished'), (1, 31, 'new')
      on conflict (repo_id, number) do update set reason = excluded.reason`);
    await run(`update build_todo set reason = 'new' where repo_id = 2 and number = 7`);
    await run('update build_todo set attempts = attempts + 1');
    await run('delete from build_todo where number <= 2');
    await run('delete from log_todo where build_number <= 4');
    await run(
      `insert into build_todo (repo_id, number, reason) values (1, 31, 'new') on conflict do nothing`,
    );
    expect(await counts()).toEqual([
      { repo_id: 1, builds: 28, logs: 8 },
      { repo_id: 2, builds: 4, logs: 0 },
    ]);
    expect(await mendTodoCounts(db.pool)).toBe(0);
  });

  test('are those of what is left when a list is emptied at once', async () => {
    await listBuilds(1, 1, 3);
    await listLogs(1, 2);
    await run('truncate build_todo');
    expect(await counts()).toEqual([{ repo_id: 1, builds: 0, logs: 2 }]);
    await run('truncate log_todo');
    expect(await counts()).toEqual([{ repo_id: 1, builds: 0, logs: 0 }]);
  });

  test('of what is taken back are taken back; no writer waits for another', async () => {
    const [one, other] = [await db.pool.connect(), await db.pool.connect()];
    try {
      await one.query('begin');
      await other.query('begin');
      for (const [client, number] of [
        [one, 1],
        [other, 2],
        [one, 3],
      ] as const) {
        await client.query(`insert into build_todo (repo_id, number, reason) values (1, $1, 'new')`, [
          number,
        ]);
      }
      await other.query('commit');
      await one.query('rollback');
    } finally {
      one.release();
      other.release();
    }
    expect(await counts()).toEqual([{ repo_id: 1, builds: 1, logs: 0 }]);
  });

  test('are folded into one row without losing what is written meanwhile', async () => {
    for (let number = 1; number <= 20; number += 1) await listBuilds(1, number, number);
    await listBuilds(2, 1, 1);
    const writer = await db.pool.connect();
    try {
      await writer.query('begin');
      await writer.query('delete from build_todo where repo_id = 1 and number <= 5');
      await Promise.all([foldTodoCounts(db.pool), foldTodoCounts(db.pool)]);
      expect(await rowCount()).toBe(2);
      await writer.query('commit');
    } finally {
      writer.release();
    }
    expect(await counts()).toEqual([
      { repo_id: 1, builds: 15, logs: 0 },
      { repo_id: 2, builds: 1, logs: 0 },
    ]);
    expect(await mendTodoCounts(db.pool)).toBe(0);
  });

  test('that somebody spoiled are mended', async () => {
    await listBuilds(1, 1, 3);
    await listLogs(2, 4);
    await run('delete from todo_count where repo_id = 1');
    await run('insert into todo_count (repo_id, builds, logs) values (2, 1, -2), (3, 5, 0)');
    expect(await Promise.all([mendTodoCounts(db.pool), mendTodoCounts(db.pool)]).then(n => n.sort())).toEqual(
      [0, 3],
    );
    expect(await counts()).toEqual([
      { repo_id: 1, builds: 3, logs: 0 },
      { repo_id: 2, builds: 0, logs: 4 },
      { repo_id: 3, builds: 0, logs: 0 },
    ]);
  });
});

test('a database with work to do is counted as it is brought up to date', async () => {
  const before = await createTestDatabase('template0');
  const dir = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  try {
    for (const { name } of await readMigrationFiles()) {
      if (name.endsWith('_todo_counts')) break;
      await cp(path.join(MIGRATIONS_DIR, name), path.join(dir, name), { recursive: true });
    }
    await migrate(before.pool, dir);
    await before.pool.query(`
      insert into build_todo (repo_id, number, reason) values (1, 1, 'new'), (1, 2, 'unfinished'), (2, 1, 'new'),
        -- Numbers that no list showed are no longer asked for.
        (2, 2, 'hole');
      insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at) values (3, 1, 1, 1, now())`);
    await migrate(before.pool);
    const { rows } = await before.pool.query(TODO_COUNTS);
    expect(rows.sort((a, b) => a.repo_id - b.repo_id)).toEqual([
      { repo_id: 1, builds: 1, logs: 0 },
      { repo_id: 2, builds: 1, logs: 0 },
      { repo_id: 3, builds: 0, logs: 1 },
    ]);
  } finally {
    await rm(dir, { recursive: true });
    await before.drop();
  }
});
