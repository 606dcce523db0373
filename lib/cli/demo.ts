import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { sql } from '@/lib/db/sql';
import { TOKENS } from '@/lib/demo/users';
import { type Env, readEnv, requireAccess } from '@/lib/env';
import { withLockFile } from '@/lib/lock-file.mjs';
import { WeekSource } from '@/lib/weeks/reader';
import { buildWeb } from './build-web';
import { ChildProgram } from './child-program';
import { type DemoMemory, recallDemo, rememberDemo } from './demo-memory';
import { saveDemoRules } from './demo-rules';
import { recordDemoStory } from './demo-story';
import { CommandError } from './explain-error';
import { keepRunning } from './keep-running';
import { aborted, abortOnSignals } from './on-signals';
import { type OpenDatabase, openDatabase } from './open-database';
import { type RunMode, runTogether, webAddress } from './run-together';
import { Terminal } from './terminal';

const POLL_SECONDS = '5';
const LOCK = 'demo.lock';
/** Its holder touches it every two seconds. */
const FRESH_BEAT_MS = 10_000;

type ServedDemo = DemoMemory & { port: number };

/** `buildhours demo`: the whole product beside a CI server that is made up. Has a data folder of its own. */
export function runDemo(): Promise<void> {
  return runBesideDemo('production');
}

/** `buildhours dev`: the same from the sources as they are, with a data folder of its own. */
export function runDev(): Promise<void> {
  return runBesideDemo('development');
}

async function runBesideDemo(mode: RunMode): Promise<void> {
  const env = readEnv();
  const dataDir = path.join(env.dataDir, mode === 'development' ? 'dev' : 'demo');
  const terminal = new Terminal();
  const controller = new AbortController();
  abortOnSignals(controller);
  if (mode === 'production') await buildWeb(terminal.line, controller.signal);
  const onLost = (error: Error) => controller.abort(error);
  const database = await openDatabase({ databaseUrl: env.databaseUrl, dataDir, log: terminal.line, onLost });
  try {
    await migrate(database.pool);
    await mkdir(dataDir, { recursive: true });
    const run = { mode, env, database, dataDir, terminal, controller };
    await withLockFile(path.join(dataDir, LOCK), refuseSecond(dataDir), () => serveAll(run));
  } finally {
    await database.close();
  }
}

/** Two would tell two stories, and each take the port of the other's server for its own. */
function refuseSecond(dataDir: string): () => void {
  return () => {
    // One that was killed is noticed by its silence, where its number has gone to another program.
    const beatMs = statSync(path.join(dataDir, LOCK), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - beatMs > FRESH_BEAT_MS) return;
    throw new CommandError(
      `another demo runs on ${dataDir}: open that one, stop it, or give this one a DATA_DIR of its own`,
    );
  };
}

interface DemoRun {
  mode: RunMode;
  env: Env;
  database: OpenDatabase;
  dataDir: string;
  terminal: Terminal;
  controller: AbortController;
}

async function serveAll({ mode, env, database, dataDir, terminal, controller }: DemoRun): Promise<void> {
  const ended = new AbortController();
  let demoServer: { ended: Promise<void> } | null = null;
  try {
    const { demo, url } = await settleDemo(database.pool, dataDir, env);
    requireAccess(env, url);
    const hook = {
      DRONE_WEBHOOK_ENDPOINT: `${webAddress(env)}/api/v1/hooks/drone`,
      DRONE_WEBHOOK_SECRET: randomBytes(16).toString('hex'),
    };
    demoServer = await serveDemo(demo, hook, ended.signal, terminal.line, controller.signal);
    await runTogether({
      mode,
      env,
      database,
      terminal,
      ci: { kind: 'drone', server: url, token: TOKENS.admin, proxy: null, caFile: null },
      webEnv: { DRONE_WEBHOOK_SECRET: hook.DRONE_WEBHOOK_SECRET },
      pollerEnv: { POLL_INTERVAL_SECONDS: process.env.POLL_INTERVAL_SECONDS || POLL_SECONDS },
      controller,
    });
  } finally {
    ended.abort();
    await demoServer?.ended;
  }
}

/** Chooses the port and makes sure that the database holds this demo and nothing else. */
async function settleDemo(
  pool: pg.Pool,
  dataDir: string,
  { packedWeeksMb, timeZone }: Env,
): Promise<{ demo: ServedDemo; url: string }> {
  const before = await recallDemo(dataDir, new Date());
  const demo = { ...before, port: await freePort(before.port) };
  const url = addressOf(demo.port);
  if (before.port !== null) {
    // The history is known by the server's address; another port is still the same demo.
    await pool.query(sql`update server set url = ${url} where url = ${addressOf(before.port)}`);
  }
  const { rows } = await pool.query<{ url: string }>(sql`select url from server where url <> ${url} limit 1`);
  if (rows[0] !== undefined) {
    throw new CommandError(
      `the database holds the history of ${rows[0].url}, and the demo needs one of its own: ` +
        `leave DATABASE_URL empty, or remove ${dataDir} to begin a new demo`,
    );
  }
  await saveDemoRules(pool);
  const context = { source: new WeekSource(pool, packedWeeksMb), now: new Date(), timeZone };
  await recordDemoStory(context, new Date(demo.origin));
  await rememberDemo(dataDir, demo);
  return { demo, url };
}

function addressOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Resolves once the server answers, or nobody waits for it any more; `ended` of it once the server has ended. */
async function serveDemo(
  demo: ServedDemo,
  env: Record<string, string>,
  signal: AbortSignal,
  log: (line: string) => void,
  noMore: AbortSignal,
): Promise<{ ended: Promise<void> }> {
  let serving: () => void = () => undefined;
  const answers = new Promise<void>(resolve => {
    serving = resolve;
  });
  const start = () =>
    new ChildProgram({
      script: 'lib/demo/main.ts',
      args: ['--port', String(demo.port), '--seed', String(demo.seed), '--origin', demo.origin],
      env,
      onLine: (line, output) => (output === 'stdout' ? serving() : log(line)),
    });
  const ended = keepRunning('the demo server', start, { signal, log });
  await Promise.race([answers, ended, aborted(noMore)]);
  return { ended };
}

/** The wanted port if it is free, else any. */
async function freePort(wanted: number | null): Promise<number> {
  const port = wanted === null ? null : await tryPort(wanted);
  return port ?? (await tryPort(0)) ?? Promise.reject(new CommandError('no port of 127.0.0.1 is free'));
}

function tryPort(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
}
