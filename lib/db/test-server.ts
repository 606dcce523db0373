import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from './embedded/start-embedded-postgres';
import { migrate } from './migrate';
import { createPool } from './pool';
import { sql } from './sql';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** Where test databases are made: a server, and the migrated database that each of them begins as. */
export interface TestServer {
  url: string;
  template: string;
  /**
   * How Postgres copies a database: files are copied in a fifth of the time, but a server that syncs would write all that
   * it holds to the disk before.
   */
  strategy: 'file_copy' | 'wal_log';
}

interface SharedTestServer {
  server: TestServer;
  users: number;
  stop: () => Promise<void>;
}

declare global {
  /** Two projects of one run share the server, though each loads this file for itself. */
  var buildhoursTestServer: Promise<SharedTestServer> | undefined;
}

/** Vitest's set-up of the projects `db` and `system`: the built-in server, or the one of TEST_DATABASE_URL. */
export default async function provideTestServer(project: TestProject): Promise<() => Promise<void>> {
  globalThis.buildhoursTestServer ??= openTestServer();
  const current = await globalThis.buildhoursTestServer;
  current.users += 1;
  project.provide('testServer', current.server);
  return async () => {
    current.users -= 1;
    if (current.users === 0) await current.stop();
  };
}

async function openTestServer(): Promise<SharedTestServer> {
  const given = process.env.TEST_DATABASE_URL;
  const { url, stop } = given ? { url: given, stop: async () => undefined } : await startThrowAwayServer();
  const strategy = given ? 'wal_log' : 'file_copy';
  const template = `buildhours_template_${process.pid}`;
  const admin = createPool(url, { max: 1 });
  await admin.query(`drop database if exists ${template}`);
  await admin.query(`create database ${template}`);
  const pool = createPool(databaseUrl(url, template), { max: 1 });
  await migrate(pool);
  await pool.end();
  const closeAll = async () => {
    await admin.query(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${template}`,
    );
    // Tests may have made models of their own, named after it.
    const { rows } = await admin.query<{ name: string }>(
      sql`select datname as name from pg_database where starts_with(datname, ${template})`,
    );
    for (const { name } of rows) await admin.query(`drop database ${name}`);
    await admin.end();
    await stop();
  };
  return { server: { url, template, strategy }, users: 0, stop: closeAll };
}

async function startThrowAwayServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'buildhours-test-'));
  // Root's server runs as another user, who must get in.
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      shared_buffers: '128MB',
      max_connections: '200',
    },
  });
  const stop = async () => {
    await server.stop();
    for (const dir of [dataDir, server.dataDir]) await rm(dir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** The same server, another database. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
