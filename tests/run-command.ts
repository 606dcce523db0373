import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inheritedEnvironment } from './inherited-environment';

export const PROJECT_DIR = path.resolve(fileURLToPath(import.meta.url), '../..');

/** Below the time-out of a test, which could not say what the command printed. */
const LONGEST_WAIT_MS = 540_000;

/** What a command printed so far on either output, and how it ended. */
export class RunningCommand {
  output = '';
  readonly ended: Promise<number | null>;
  private readonly listeners = new Set<() => void>();

  constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        for (const listener of this.listeners) listener();
      });
    }
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
  }

  /** Until it has printed this. @throws Error with what it printed, where it ended without, or went on for too long */
  async printed(text: string | RegExp): Promise<void> {
    const found = () => (typeof text === 'string' ? this.output.includes(text) : text.test(this.output));
    let limit: NodeJS.Timeout | undefined;
    const seen = new Promise<void>(resolve => {
      const look = () => {
        if (found()) resolve();
      };
      this.listeners.add(look);
      limit = setTimeout(resolve, LONGEST_WAIT_MS);
      look();
    });
    const end = await Promise.race([seen, this.ended.then(() => 'it ended')]);
    clearTimeout(limit);
    if (!found()) throw new Error(`${end ?? 'it goes on'} without printing ${text}:\n${this.output}`);
  }
}

export interface CommandOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Of an ordinary user, where we are root. */
  uid?: number;
}

/** `buildhours <args>` with no settings but those given, whatever this machine or its `.env` has. */
export function startCommand(args: string[], options: CommandOptions = {}): RunningCommand {
  const { cwd = PROJECT_DIR, uid } = options;
  const { NEXT_DIST_DIR } = process.env;
  const inherited = {
    // Where the pages are built is no setting: two who build them at once need folders of their own.
    ...(NEXT_DIST_DIR === undefined ? {} : { NEXT_DIST_DIR }),
    ...inheritedEnvironment(),
  };
  const unset = {
    DRONE_SERVER: '',
    DRONE_TOKEN: '',
    DATABASE_URL: '',
    TIME_ZONE: 'UTC',
    LOG_LEVEL: '',
    LOG_FORMAT: '',
  };
  const child = spawn(process.execPath, [path.join(PROJECT_DIR, 'lib/cli/buildhours.mjs'), ...args], {
    cwd,
    env: { NODE_ENV: 'production', ...inherited, ...unset, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return new RunningCommand(child);
}

/** Runs it to its end. */
export async function runCommand(
  args: string[],
  options?: CommandOptions,
): Promise<{ code: number | null; output: string }> {
  const command = startCommand(args, options);
  const code = await command.ended;
  return { code, output: command.output };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  return address.port;
}
