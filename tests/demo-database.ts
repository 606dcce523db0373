import { inject } from 'vitest';
import { createPool } from '@/lib/db/pool';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { databaseUrl } from '@/lib/db/test-server';
import { openDemo } from './open-demo';

/** Two files may come at once: the second waits for what the first imports. */
const LOCK = 72_707_399;
const HISTORY = { weeks: 6, developerCount: 4 };

/** A database of one's own with some weeks of the demo up to now: imported once in a test run, then copied. */
export async function createDemoDatabase(): Promise<TestDatabase> {
  const { url, template } = inject('testServer');
  const name = `${template}_demo`;
  const pool = createPool(url, { max: 1 });
  // Of one connection, which is kept for as long as it takes: a pool lets go of idle ones, and of their locks.
  const admin = await pool.connect();
  try {
    await admin.query('set lock_timeout = 0');
    await admin.query(sql`select pg_advisory_lock(${LOCK})`);
    const { rows } = await admin.query(sql`select 1 from pg_database where datname = ${name}`);
    if (rows.length === 0) {
      const half = `${name}_half`;
      await admin.query(`drop database if exists ${half}`);
      await admin.query(`create database ${half} template ${template}`);
      const imported = createPool(databaseUrl(url, half));
      const now = new Date();
      const demo = await openDemo(imported, { ...HISTORY, now: () => now });
      await demo.importAll();
      await demo.close();
      await imported.end();
      await admin.query(`alter database ${half} rename to ${name}`);
    }
  } finally {
    admin.release(true);
    await pool.end();
  }
  return createTestDatabase(name);
}
