import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { isMemoryScarce } from '@/lib/usable-memory';
import { PROJECT_DIR } from './project-dir';

const LINES_KEPT = 20;
const GRACE_MS = 10_000;
const END_WITH_PARENT = pathToFileURL(path.join(PROJECT_DIR, 'lib/cli/setup/end-with-parent.mjs')).href;

/** Fewer places from which the C library takes memory, and less room for what is thrown away at once. */
const SAVING_ENV = { MALLOC_ARENA_MAX: '2' };
const SAVING_FLAG = '--max-semi-space-size=4';
const SEMI_SPACE = /--max[-_]semi[-_]space[-_]size/;

export interface ChildProgramOptions {
  /** Relative to the project's folder. */
  script: string;
  args: string[];
  /** For Node itself, before the script. */
  nodeFlags?: string[];
  /** Added to our own environment. */
  env: Record<string, string>;
  /** Each line that it prints, on either output. */
  onLine?: (line: string, output: 'stdout' | 'stderr') => void;
}

/** A Node program that runs beside this one and never longer. */
export class ChildProgram {
  /** Resolves, in words, when it has ended. */
  readonly ended: Promise<string>;
  /** The latest lines that it printed. */
  readonly lines: string[] = [];
  private readonly child: ChildProcess;

  constructor(options: ChildProgramOptions) {
    const isScarce = isMemoryScarce();
    // A flag would win over what somebody says of it in NODE_OPTIONS.
    const isSaid = SEMI_SPACE.test(process.env.NODE_OPTIONS ?? '');
    this.child = fork(path.join(PROJECT_DIR, options.script), options.args, {
      cwd: PROJECT_DIR,
      env: { ...(isScarce ? SAVING_ENV : {}), ...process.env, ...options.env },
      execArgv: [
        ...(isScarce && !isSaid ? [SAVING_FLAG] : []),
        ...(options.nodeFlags ?? []),
        ...['--import', END_WITH_PARENT],
        ...(options.script.endsWith('.ts') ? ['--import', 'tsx'] : []),
      ],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C in the terminal is for the parent to pass on, in the right order.
      detached: true,
    });
    this.ended = new Promise(resolve => {
      this.child.once('error', error => resolve(error.message));
      this.child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    for (const output of ['stdout', 'stderr'] as const)
      this.readLines(this.child[output], output, options.onLine);
  }

  /** Asks it to end, and after a while makes it. Resolves when it has. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const insist = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(insist);
  }

  private readLines(
    stream: Readable | null,
    output: 'stdout' | 'stderr',
    onLine: ChildProgramOptions['onLine'],
  ): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', line => {
      this.lines.push(line);
      if (this.lines.length > LINES_KEPT) this.lines.shift();
      onLine?.(line, output);
    });
  }
}
