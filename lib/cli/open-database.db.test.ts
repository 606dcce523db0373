import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { openDatabase } from './open-database';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const open = (databaseUrl: string) =>
  openDatabase({ databaseUrl, dataDir: '/nowhere', log: () => undefined });

function changed(change: (url: URL) => void): string {
  const url = new URL(db.url);
  change(url);
  return url.href;
}

describe('openDatabase with DATABASE_URL', () => {
  test('opens it', async () => {
    const database = await open(db.url);
    expect((await database.pool.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
    await database.close();
  });

  test('says which part of the address is wrong, and never the password', async () => {
    await expect(open(changed(url => (url.username = 'stranger')))).rejects.toThrow(
      /does not let user "stranger" in/,
    );
    await expect(open(changed(url => (url.pathname = '/nothing')))).rejects.toThrow(
      /has no database "nothing"/,
    );
    await expect(open(changed(url => (url.hostname = 'no.such.host.invalid')))).rejects.toThrow(
      /cannot be found/,
    );
    const closed = changed(url => {
      url.port = '1';
      url.password = 'hunter2';
    });
    const refused = await open(closed).catch((error: Error) => error.message);
    expect(refused).toMatch(/at 127\.0\.0\.1:1 \(DATABASE_URL\) does not answer \(connect ECONNREFUSED/);
    expect(refused).not.toContain('hunter2');
  });
});
