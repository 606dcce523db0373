import type pg from 'pg';
import { inject } from 'vitest';
import { createPool } from '@/lib/db/pool';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { databaseUrl } from '@/lib/db/test-server';
import { importStory } from './demo-effects';
import { openDemo } from './open-demo';

/** Two files may come at once: the second waits for what the first imports. */
const LOCK = 72_707_399;
const HISTORY = { weeks: 6, developerCount: 4 };
/** What the story is told by; its last day is always the same. */
export const STORY = { origin: new Date('2026-05-20T15:30:00Z'), developerCount: 12 };

/**
 * A database of one's own with some weeks of the demo: imported once in a test run, then copied.
 *
 * @param until up to now, for pages, which go by the clock; what the weeks tell then differs from one day to the next
 */
export function createDemoDatabase(until: 'now' | 'story' = 'now'): Promise<TestDatabase> {
  return createFilledDatabase(`demo_${until}`, async pool => {
    const now = until === 'now' ? new Date() : STORY.origin;
    const demo = await openDemo(pool, { ...HISTORY, now: () => now });
    await demo.importAll();
    await demo.close();
  });
}

/** The same with all weeks of the story up to `STORY.origin`, the logs of its steps of 20 s and more, and every command. */
export function createStoryDatabase(): Promise<TestDatabase> {
  return createFilledDatabase('story', pool => importStory(pool, STORY.origin, STORY.developerCount));
}

async function createFilledDatabase(
  what: string,
  fill: (pool: pg.Pool) => Promise<void>,
): Promise<TestDatabase> {
  const { url, template } = inject('testServer');
  const name = `${template}_${what}`;
  const pool = createPool(url, { max: 1 });
  // Of one connection, which is kept for as long as it takes: a pool lets go of idle ones, and of their locks.
  const admin = await pool.connect();
  try {
    await admin.query('set lock_timeout = 0');
    await admin.query(sql`select pg_advisory_lock(${LOCK}, hashtext(${what}))`);
    const { rows } = await admin.query(sql`select 1 from pg_database where datname = ${name}`);
    if (rows.length === 0) {
      const half = `${name}_half`;
      await admin.query(`drop database if exists ${half}`);
      await admin.query(`create database ${half} template ${template}`);
      const filled = createPool(databaseUrl(url, half));
      await fill(filled);
      await filled.end();
      await admin.query(`alter database ${half} rename to ${name}`);
    }
  } finally {
    admin.release(true);
    await pool.end();
  }
  return createTestDatabase(name);
}
