import { readdirSync, readFileSync } from 'node:fs';
import { hasCode } from '@/lib/db/has-code';

const EVERY_MS = 500;

/** Programs by what stands in their command line. */
const PROGRAMS = [
  ['Postgres', /postgres/],
  ['pages', /lib\/web\/serve\.ts/],
  ['poller', /buildhours\.mjs\0poll/],
  ['demo server', /lib\/demo\/main\.ts/],
  ['command', /buildhours\.mjs/],
] as const;

/** Peaks in bytes, of each program and of all together. */
export interface MemoryPeaks {
  programs: ReadonlyMap<string, number>;
  all: number;
}

/**
 * Looks twice a second at what processes have in memory. What several share counts in parts (PSS), so that the sum is
 * what the machine must have; files that are only cached do not count.
 */
export class MemoryWatch {
  private readonly peaks = new Map<string, number>();
  private all = 0;
  private readonly timer: NodeJS.Timeout;
  private failure: unknown = null;

  constructor(private readonly listProcesses: () => Promise<number[]>) {
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => {
        this.failure = error;
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  /** @throws what went wrong with a look */
  stop(): MemoryPeaks {
    clearInterval(this.timer);
    if (this.failure !== null) throw this.failure;
    return { programs: this.peaks, all: this.all };
  }

  private async look(): Promise<void> {
    const now = new Map<string, number>();
    for (const pid of await this.listProcesses()) {
      const bytes = readPss(pid);
      if (bytes === null) continue;
      const name = nameOf(pid);
      now.set(name, (now.get(name) ?? 0) + bytes);
    }
    let all = 0;
    for (const [name, bytes] of now) {
      all += bytes;
      this.peaks.set(name, Math.max(bytes, this.peaks.get(name) ?? 0));
    }
    this.all = Math.max(this.all, all);
  }
}

/** A process and all that it started, and they. */
export function listTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? readProc(pid, 'stat') : null;
    if (stat === null) continue;
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** Null: it has ended. */
function readPss(pid: number): number | null {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readProc(pid, 'smaps_rollup') ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function nameOf(pid: number): string {
  const line = readProc(pid, 'cmdline') ?? '';
  return PROGRAMS.find(([, pattern]) => pattern.test(line))?.[0] ?? 'other';
}

function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return null;
    throw error;
  }
}
