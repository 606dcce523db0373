import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { readPostmaster } from '@/lib/db/embedded/postmaster';
import { hasCode } from '@/lib/db/has-code';
import { createPool } from '@/lib/db/pool';
import { SECOND_MS } from '@/lib/time/units';
import { freePort, type RunningCommand, startCommand } from '../run-command';

/** Room for the cluster and some segments of its log, so that a test can fill it. */
const DISK_MB = 600;
const LOOK_MS = 100;
/** Nobody waits longer for a page. */
const PATIENCE_MS = 15 * SECOND_MS;

const health = z.object({
  ready: z.boolean(),
  reason: z.string().optional(),
  limited: z.string().optional(),
  import: z
    .object({
      lookedAt: z.string().nullable(),
      buildsStored: z.number(),
      buildsToGo: z.number(),
      logsToGo: z.number(),
      pollersAtWork: z.number(),
      lastError: z.string().nullable(),
    })
    .optional(),
});
type Health = z.infer<typeof health>;

/** What somebody who looks at it is told; null: nobody answered. */
export interface Said {
  pageStatus: number | null;
  healthStatus: number | null;
  health: Health | null;
  healthMs: number;
}

const SHIFTED_CLOCK = new URL('shifted-clock.mjs', import.meta.url).href;

/** `buildhours start` as people run it, with its built-in Postgres, against a Drone server. */
export class Product {
  private command: RunningCommand | null = null;
  private earlier = '';

  private constructor(
    readonly dataDir: string,
    private readonly env: Record<string, string>,
    /** Whether the data lies on a small disk of its own. */
    readonly hasOwnDisk: boolean,
  ) {}

  /** @param logs whether logs are read, too */
  static async start(droneUrl: string, { logs }: { logs: boolean }): Promise<Product> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'faults-'));
    const hasOwnDisk = mountDisk(dataDir);
    await chmod(dataDir, 0o755);
    const clockDir = await mkdtemp(path.join(tmpdir(), 'clock-'));
    const product = new Product(
      dataDir,
      {
        DATA_DIR: dataDir,
        NODE_OPTIONS: `--import=${SHIFTED_CLOCK}`,
        CLOCK_SHIFT_FILE: path.join(clockDir, 'shift'),
        PORT: String(await freePort()),
        DRONE_SERVER: droneUrl,
        DRONE_TOKEN: 'demo-admin',
        POLL_INTERVAL_SECONDS: '5',
        DRONE_TIMEOUT_SECONDS: '5',
        ...(logs ? {} : { LOG_MIN_STEP_SECONDS: 'none' }),
      },
      hasOwnDisk,
    );
    await product.setClocks(0);
    await product.startAgain();
    return product;
  }

  get address(): string {
    return `http://127.0.0.1:${this.env.PORT}`;
  }

  /** All that it printed. */
  get output(): string {
    return this.earlier + (this.command?.output ?? '');
  }

  get launcherPid(): number {
    const pid = this.command?.child.pid;
    if (pid === undefined) throw new Error('the product does not run');
    return pid;
  }

  /** The clocks of launcher, poller and web, so many milliseconds ahead of the machine's; Postgres has its own. */
  async setClocks(aheadMs: number): Promise<void> {
    const file = this.clockFile;
    await writeFile(`${file}.new`, String(aheadMs));
    await rename(`${file}.new`, file);
  }

  private get clockFile(): string {
    const { CLOCK_SHIFT_FILE } = this.env;
    if (CLOCK_SHIFT_FILE === undefined) throw new Error('its clocks cannot be set');
    return CLOCK_SHIFT_FILE;
  }

  /** The most memory that the poller had at once, bytes. */
  pollerPeakBytes(): number {
    const status = readOr(`/proc/${this.pollerPid()}/status`);
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes === undefined) throw new Error('the memory of the poller is not told');
    return Number(kilobytes) * 1024;
  }

  async startAgain(): Promise<void> {
    this.earlier = this.output;
    this.command = startCommand(['start'], { env: this.env });
    await this.command.printed(`Buildhours is at ${this.address}`);
  }

  /** @throws when it does not end by itself, or leaves something running */
  async stop(): Promise<void> {
    this.command?.child.kill('SIGTERM');
    const code = await this.command?.ended;
    if (code !== 0) throw new Error(`it ended with ${code}:\n${this.output}`);
    await this.allGone();
  }

  /** Until none of its processes runs any more; the caller limits how long. */
  async allGone(): Promise<void> {
    while (this.processes().length > 0) await sleep(LOOK_MS);
  }

  /** Ends what is left, whatever it is. */
  async remove(): Promise<void> {
    for (const pid of this.processes()) signal(pid, 'SIGKILL');
    await this.allGone();
    if (this.hasOwnDisk) execFileSync('umount', [this.dataDir]);
    await rm(this.dataDir, { recursive: true, force: true });
    await rm(path.dirname(this.clockFile), { recursive: true, force: true });
  }

  pollerPid(): number {
    return this.childOf(/buildhours\.mjs poll/);
  }

  webPid(): number {
    return this.childOf(/web\/serve\.ts/);
  }

  postmasterPid(): number {
    const postmaster = readPostmaster(path.join(this.dataDir, 'postgres'));
    if (postmaster === null) throw new Error('Postgres does not run');
    return postmaster.pid;
  }

  /** Postgres with all its backends. */
  postgresPids(): number[] {
    const postmaster = this.postmasterPid();
    return [postmaster, ...childrenOf(postmaster)];
  }

  async databaseUrl(): Promise<string> {
    const port = readPostmaster(path.join(this.dataDir, 'postgres'))?.port;
    const password = (await readFile(path.join(this.dataDir, 'postgres.password'), 'utf8')).trim();
    return `postgres://buildhours:${password}@127.0.0.1:${port}/buildhours`;
  }

  /** One statement on a connection of its own. */
  async sql(text: string): Promise<void> {
    const client = new pg.Client(await this.databaseUrl());
    client.on('error', () => undefined);
    await client.connect();
    await client.query(text).finally(() => client.end());
  }

  async withPool<T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> {
    const pool = createPool(await this.databaseUrl(), { max: 2 });
    return work(pool).finally(() => pool.end());
  }

  async look(): Promise<Said> {
    const [state, pageStatus] = await Promise.all([this.askHealth(), this.askPage()]);
    return { ...state, pageStatus };
  }

  private async askHealth(): Promise<Omit<Said, 'pageStatus'>> {
    const startMs = performance.now();
    const answer = await ask(`${this.address}/api/v1/health`);
    const body = answer === null ? null : health.safeParse(await answer.json().catch(() => null));
    const healthMs = performance.now() - startMs;
    return { healthStatus: answer?.status ?? null, health: body?.data ?? null, healthMs };
  }

  private async askPage(): Promise<number | null> {
    const answer = await ask(this.address);
    const text = await answer?.text().catch(() => null);
    return typeof text === 'string' ? (answer?.status ?? null) : null;
  }

  private childOf(program: RegExp): number {
    const found = childrenOf(this.launcherPid).find(pid => {
      const line = readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
      return program.test(line);
    });
    if (found === undefined) throw new Error(`no process ${program} runs`);
    return found;
  }

  /** Whatever has this product's data or port in its environment or its arguments. */
  private processes(): number[] {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter(name => {
        if (/^\d+ \(.*\) Z/.test(readOr(`/proc/${name}/stat`))) return false;
        const told = readOr(`/proc/${name}/environ`) + readOr(`/proc/${name}/cmdline`);
        return told.includes(this.dataDir) || cwdOf(name).startsWith(this.dataDir);
      })
      .map(Number);
  }
}

/** Processes, as Postgres's backends, come and go: one that has gone is none to be told. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Null: nobody answers, or not in time. */
function ask(address: string): Promise<Response | null> {
  return fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
}

function mountDisk(dir: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', dir], { stdio: 'ignore' });
    chmodSync(dir, 0o755);
    return true;
  } catch {
    // Containers may not: then a disk cannot be filled, and the run says so.
    return false;
  }
}

function childrenOf(pid: number): number[] {
  const text = readOr(`/proc/${pid}/task/${pid}/children`).trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

/** Processes end while one looks at them. */
function readOr(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
