import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseSetupError } from '../database-setup-error';
import { sql } from '../sql';
import { DATABASE_USER, ensureCluster, readPassword } from './create-cluster';
import { createServerRoot } from './create-server-root';
import { joinRunning, waitUntilGone } from './join-running';
import { launchServer, type RunningServer } from './launch-server';
import { readPostmaster } from './postmaster';
import { isHeld } from './server-hold';
import { hasCluster, type ServerPaths, serverPaths } from './server-paths';
import { findServerPrograms } from './server-programs';
import { serverSettings } from './server-settings';
import { withStartLock } from './start-lock';

const DATABASE = 'buildhours';
const LOOK_MS = 1_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever took the port may give it back. */
const PORT_ATTEMPTS = 5;

class PortTakenError extends DatabaseSetupError {}

export interface EmbeddedPostgresOptions {
  /** Where the database lives; made if missing. */
  dataDir: string;
  /** Told what a person at the terminal should know, one line each. */
  log: (line: string) => void;
  /** Settings of Postgres in place of the usual ones. */
  settings?: Record<string, string>;
  /** The server died and cannot be started again where others look for it. */
  onLost?: (error: Error) => void;
}

export interface EmbeddedPostgres {
  url: string;
  port: number;
  /** Where the data is: elsewhere than was asked when the user that runs the server could not get there. */
  dataDir: string;
  /** Lets go of the server; it shuts down when nobody else uses it, and that is waited for. */
  stop(): Promise<void>;
}

/**
 * The Postgres that npm brings, on a free port of 127.0.0.1. Every program that names the same data folder
 * shares one server, which runs until the last of them ends, however it ends; should the server itself die,
 * it is started again on the same port.
 *
 * @throws DatabaseSetupError when it cannot run here, saying why and what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const paths = serverPaths(options.dataDir);
  const server = new SharedServer(paths, options);
  await server.up(null);
  server.watch();
  return { url: server.url, port: server.port, dataDir: paths.root, stop: () => server.stop() };
}

class SharedServer {
  port = 0;
  url = '';
  private hold: number | null = null;
  private timer: NodeJS.Timeout | undefined;
  private recovery: Promise<void> | null = null;
  private readonly stopped = new AbortController();

  constructor(
    private readonly paths: ServerPaths,
    private readonly options: EmbeddedPostgresOptions,
  ) {}

  /** Joins the running server or starts one. */
  async up(wantedPort: number | null): Promise<void> {
    const { paths } = this;
    await createServerRoot(paths);
    await withStartLock(paths.lock, async () => {
      const joined = await joinRunning(paths);
      const server = joined ?? (await this.launch(wantedPort));
      const login = `${DATABASE_USER}:${await readPassword(paths)}`;
      const at = (database: string) => `postgres://${login}@127.0.0.1:${server.port}/${database}`;
      this.hold = server.hold;
      this.port = server.port;
      this.url = at(DATABASE);
      if (joined === null) await ensureDatabase(at('postgres'));
    });
  }

  watch(): void {
    this.timer = setInterval(() => {
      if (this.recovery !== null || readPostmaster(this.paths.cluster) !== null) return;
      this.recovery = this.startAgain().finally(() => {
        this.recovery = null;
      });
    }, LOOK_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopped.abort();
    await this.recovery;
    if (this.hold === null) return;
    const { paths } = this;
    await withStartLock(paths.lock, async () => {
      this.letGo();
      if (!isHeld(paths.hold)) await waitUntilGone(paths);
    });
  }

  private async launch(wantedPort: number | null): Promise<RunningServer> {
    const { paths, options } = this;
    const settings = { ...serverSettings(), ...options.settings };
    const programs = await findServerPrograms(paths);
    if (!hasCluster(paths)) options.log(`making a database in ${paths.root}`);
    await ensureCluster(paths, programs, settings.fsync !== 'off');
    return launchServer(paths, programs, settings, wantedPort);
  }

  /** However long it takes: a disk that is full may have room again. Only its port must be had, which others know. */
  private async startAgain(): Promise<void> {
    const { options, port, stopped } = this;
    options.log('Postgres ended unexpectedly; starting it again');
    let pauseMs = FIRST_PAUSE_MS;
    for (let attempt = 1; !stopped.signal.aborted; attempt += 1) {
      const failure = await this.upOn(port).then(() => null, errorOf);
      if (failure === null) return;
      if (failure instanceof PortTakenError && attempt >= PORT_ATTEMPTS) {
        clearInterval(this.timer);
        options.onLost?.(failure);
        return;
      }
      options.log(`${failure.message}; trying again in ${pauseMs / 1000} s`);
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch((error: unknown) => {
        if (!stopped.signal.aborted) throw error;
      });
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  private async upOn(port: number): Promise<void> {
    this.letGo();
    const { url } = this;
    await this.up(port);
    if (this.port === port) return;
    this.letGo();
    this.port = port;
    this.url = url;
    if (!isHeld(this.paths.hold)) await waitUntilGone(this.paths);
    throw new PortTakenError(`port ${port} of Postgres was taken while it was down`);
  }

  private letGo(): void {
    if (this.hold !== null) closeSync(this.hold);
    this.hold = null;
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    const found = await client.query(sql`select 1 from pg_database where datname = ${DATABASE}`);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
