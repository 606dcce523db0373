import { ciVariables, type Env, type requireCi, signInVariables, withoutCi } from '@/lib/env';
import { isLogged, lineOf } from '@/lib/logger';
import { ChildProgram } from './child-program';
import { CommandError } from './explain-error';
import { keepRunning } from './keep-running';
import { aborted } from './on-signals';
import type { OpenDatabase } from './open-database';
import { showProgress } from './show-progress';
import type { Terminal } from './terminal';
import { waitUntilReady } from './wait-until-ready';
import { watchSources } from './watch-sources';

const REPEAT_AFTER_MS = 60_000;

type FollowedServer = ReturnType<typeof requireCi>;

/** Code that no poller imports; it need not start again when that changes. */
const NOT_OF_POLLER = [
  'lib/builds',
  'lib/cli',
  'lib/demo',
  'lib/metrics',
  'lib/operations',
  'lib/stats',
  'lib/db/generated',
];
/** What Next.js prints of each request. */
const REQUEST = /^ *(GET|HEAD|POST|PUT|DELETE) \//;

/** In development, pages and poller follow the sources as they change. */
export type RunMode = 'production' | 'development';

export interface RunTogetherOptions {
  mode: RunMode;
  env: Env;
  database: OpenDatabase;
  terminal: Terminal;
  /** Null: the pages alone. */
  ci: FollowedServer | null;
  /** Added to the environment of the pages. */
  webEnv?: Record<string, string>;
  /** Added to the environment of the poller. */
  pollerEnv?: Record<string, string>;
  /** Aborted from outside to end in order; aborted here, with the error, when going on makes no sense. */
  controller: AbortController;
}

/** Runs poller and web until `controller` aborts, and ends when both have. */
export async function runTogether(options: RunTogetherOptions): Promise<void> {
  const { env, database, terminal, controller } = options;
  const { signal } = controller;
  signal.throwIfAborted();
  const address = webAddress(env);
  let isAnnounced = false;
  const web = keepWebRunning(options, () => isAnnounced);
  const poller = options.ci === null ? null : followCi(options, options.ci);
  const announced = waitUntilReady(address, signal).then(ready => {
    isAnnounced = ready;
    if (ready) terminal.line(`Buildhours is at ${address}`);
  });
  const shown = options.ci === null ? null : showProgress(database.pool, terminal, signal);
  await aborted(signal);
  terminal.line('stopping …');
  await Promise.all([web, poller, announced, shown]);
  throwFailure(signal);
}

/** Throws what made us end, unless it was the wish of the person at the terminal. */
function throwFailure(signal: AbortSignal): void {
  const reason: unknown = signal.reason;
  if (reason instanceof Error && reason.name !== 'AbortError') throw reason;
}

/**
 * One that crashes is started again. One that ends before it ever answered will not do better the next time: that ends
 * everything, so that whoever started it, a person or a supervisor, gets to know.
 */
async function keepWebRunning(options: RunTogetherOptions, hasAnswered: () => boolean): Promise<void> {
  const { terminal, controller } = options;
  const start = () => {
    const web = startWeb(options);
    void web.ended.then(end => {
      if (hasAnswered()) return;
      controller.abort(new CommandError(`the web server ended (${end}):\n${web.lines.join('\n')}`));
    });
    return web;
  };
  await keepRunning('the web server', start, { signal: controller.signal, log: terminal.line });
}

function startWeb({ mode, env, database, terminal, ci, webEnv }: RunTogetherOptions): ChildProgram {
  const isDevelopment = mode === 'development';
  return new ChildProgram({
    script: 'lib/web/serve.ts',
    // What is in memory is held for good: to go through all of it while nobody asks only keeps the next one waiting.
    nodeFlags: isDevelopment ? [] : ['--no-memory-reducer'],
    args: [],
    env: {
      NODE_ENV: mode,
      NEXT_TELEMETRY_DISABLED: '1',
      HOST: env.host,
      PORT: String(env.port),
      DATABASE_URL: database.url,
      TIME_ZONE: env.timeZone,
      ...signInServer(env, ci),
      ...webEnv,
    },
    onLine: (line, output) => {
      if (output === 'stderr' || (isDevelopment && !REQUEST.test(line))) terminal.line(line);
    },
  });
}

/** The pages ask a CI server for nothing but whose a token is, with that very token; they never have ours. */
function signInServer(
  { access, ciServer, ciAddress }: Env,
  ci: FollowedServer | null,
): Record<string, string> {
  const server = ci?.server ?? ciAddress;
  if (!access.byCiToken || server === null) return withoutCi();
  return signInVariables({ kind: ci?.kind ?? ciServer.kind, server });
}

function followCi(options: RunTogetherOptions, ci: FollowedServer): Promise<void> {
  const { env, database, terminal, controller } = options;
  const onLine = withoutRepeats(line => terminal.line(line));
  let poller: ChildProgram | null = null;
  if (options.mode === 'development') {
    const sources = { folder: 'lib', except: NOT_OF_POLLER };
    watchSources(sources, controller.signal, file => {
      terminal.line(`${file} has changed: the poller starts again`);
      void poller?.stop();
    }).catch((error: unknown) => controller.abort(error));
  }
  const start = () => {
    poller = new ChildProgram({
      script: 'lib/cli/buildhours.mjs',
      args: ['poll'],
      env: {
        DATABASE_URL: database.url,
        ...ciVariables(ci),
        LOG_LEVEL: env.logLevel ?? 'warn',
        ...options.pollerEnv,
      },
      onLine,
    });
    return poller;
  };
  return keepRunning('the poller', start, { signal: controller.signal, log: terminal.line });
}

/** A server that is down says the same every few seconds: once a minute is enough. */
function withoutRepeats(print: (line: string) => void): (line: string) => void {
  let last = { message: '', atMs: 0 };
  return line => {
    const readable = isLogged(line) ? lineOf(line).trimEnd() : line;
    const message = readable.replace(/^\d\d:\d\d:\d\d /, '');
    if (message === last.message && performance.now() - last.atMs < REPEAT_AFTER_MS) return;
    last = { message, atMs: performance.now() };
    print(line);
  };
}

/** As a browser on this machine reaches it. */
export function webAddress({ host, port }: { host: string; port: number }): string {
  const local = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  return `http://${local}:${port}`;
}
