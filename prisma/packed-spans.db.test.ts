import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '@/lib/db/migrate';
import { MIGRATIONS_DIR, readMigrationFiles } from '@/lib/db/migration-files';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aCell, storeCells } from '@/tests/world/packed-weeks';

const NAME = '20261125030000_packed_spans';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase('template0');
});
afterAll(() => db.drop());

test('what was summed up before there were packed weeks of it is marked to be packed', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  try {
    for (const { name } of await readMigrationFiles()) {
      if (name < NAME) await cp(path.join(MIGRATIONS_DIR, name), path.join(dir, name), { recursive: true });
    }
    await migrate(db.pool, dir);
  } finally {
    await rm(dir, { recursive: true });
  }
  await storeCells(db.pool, [
    aCell(),
    aCell({ label_id: 2 }),
    aCell({ week: '2026-03-09' }),
    aCell({ repo_id: 2 }),
  ]);
  expect((await migrate(db.pool)).applied).toContain(NAME);
  const { rows } = await db.pool.query('select repo_id, week::text from dirty_span_week order by 1, 2');
  expect(rows).toEqual([
    { repo_id: 1, week: '2026-03-02' },
    { repo_id: 1, week: '2026-03-09' },
    { repo_id: 2, week: '2026-03-02' },
  ]);
});
