import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseTrouble } from './database-trouble';
import { inTransaction } from './in-transaction';
import { createPool, type PoolOptions } from './pool';
import { prismaFor } from './prisma';
import { createTestDatabase, type TestDatabase } from './test-database';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

/** What is said of what `text` fails with. */
async function troubleOf(text: string, url = db.url, options: PoolOptions = {}): Promise<string | null> {
  const pool = createPool(url, { max: 1, ...options });
  try {
    return await pool.query(text).then(
      () => 'nothing failed',
      error => databaseTrouble(error),
    );
  } finally {
    await pool.end();
  }
}

function elsewhere(change: (url: URL) => void): string {
  const url = new URL(db.url);
  change(url);
  return url.href;
}

test.each<[string, string, (url: URL) => void, RegExp]>([
  ['a port where nobody listens', 'select 1', url => (url.port = '1'), /nothing listens at its address/],
  ['a host that is none', 'select 1', url => (url.hostname = 'no.invalid'), /name of its host is not known/],
  ['no such database', 'select 1', url => (url.pathname = '/none'), /there is none of that name/],
  ['another password', 'select 1', url => (url.password = 'x'), /does not let us in/],
  [
    'a connection that is ended',
    'select pg_terminate_backend(pg_backend_pid())',
    () => undefined,
    /stopping|broke/,
  ],
])('%s', async (_, text, change, words) => {
  expect(await troubleOf(text, elsewhere(change))).toMatch(words);
});

test('what can only be read, by SQL and by Prisma', async () => {
  const readOnly = 'begin read only; create table x ()';
  expect(await troubleOf(readOnly)).toMatch(/can only be read/);
  const prisma = await prismaFor(db.pool);
  const writing = prisma.$transaction(async transaction => {
    await transaction.$executeRawUnsafe('set transaction read only');
    await transaction.setting.deleteMany();
  });
  expect(databaseTrouble(await writing.catch((error: unknown) => error))).toMatch(/can only be read/);
});

test('Postgres ends what takes longer than it may', async () => {
  expect(await troubleOf('select pg_sleep(60)', db.url, { statementTimeoutMs: 50 })).toMatch(/too long/);
});

test('a full disk, as Postgres tells of it', async () => {
  const raise = `do $$ begin raise exception 'no space' using errcode = '53100'; end $$`;
  expect(await troubleOf(raise)).toMatch(/disk of the database is full/);
});

test('an error of a statement is none of the database', async () => {
  expect(await troubleOf('select 1 / 0')).toBeNull();
  expect(databaseTrouble(new Error('anything'))).toBeNull();
  expect(databaseTrouble('text')).toBeNull();
});

test('a connection whose statement was given up is not used again', async () => {
  const pool = createPool(db.url, { max: 1 });
  const failing = inTransaction(pool, () => Promise.reject(new Error('Query read timeout')));
  await expect(failing).rejects.toThrow('Query read timeout');
  expect(pool.totalCount).toBe(0);
  await pool.end();
});
