import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { createPool } from './pool';
import { databaseUrl } from './test-server';

export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  /** Ends the pool and removes the database, whoever else is still connected. */
  drop(): Promise<void>;
}

/**
 * A database of one's own on the server that the test run has started.
 *
 * @param model the database that it begins as a copy of; by default a migrated, empty one
 */
export async function createTestDatabase(model?: string): Promise<TestDatabase> {
  const { url: serverUrl, template, strategy } = inject('testServer');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `create database ${name} template ${model ?? template} strategy ${strategy}`);
  const url = databaseUrl(serverUrl, name);
  const pool = createPool(url);
  const drop = async () => {
    await pool.end();
    await onServer(serverUrl, `drop database ${name} with (force)`);
  };
  return { url, pool, drop };
}

async function onServer(url: string, statement: string): Promise<void> {
  const admin = createPool(url, { max: 1 });
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
