import { constants, existsSync, readFileSync } from 'node:fs';
import { access, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where Linux has the groups that limit memory, and what the files of one are called. */
const VERSIONS = [
  { root: '/sys/fs/cgroup', limit: 'memory.max', events: 'memory.events', own: 'cgroup.controllers' },
  {
    root: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    events: 'memory.oom_control',
    own: 'memory.limit_in_bytes',
  },
] as const;

export interface MemoryLimit {
  /** From now on the process, and what it starts, is in it. */
  add(pid: number): Promise<void>;
  /** Those that are in it now. */
  listProcesses(): Promise<number[]>;
  /** How many programs the kernel has ended for want of memory. */
  countKills(): Promise<number>;
  /** Once nothing is left in it. */
  remove(): Promise<void>;
}

/** A group whose processes have so much memory together; null: this machine has none that we may make. */
export async function createMemoryLimit(bytes: number): Promise<MemoryLimit | null> {
  for (const { root, limit, events, own } of VERSIONS) {
    if (!existsSync(path.join(root, own))) continue;
    if (own === 'cgroup.controllers' && !readFileSync(path.join(root, own), 'utf8').includes('memory'))
      continue;
    const isWritable = await access(root, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!isWritable) continue;
    const group = path.join(root, `buildhours-bench-${process.pid}`);
    await mkdir(group);
    if (!existsSync(path.join(group, limit))) {
      await rmdir(group);
      continue;
    }
    await writeFile(path.join(group, limit), String(bytes));
    const procs = path.join(group, 'cgroup.procs');
    return {
      add: pid => writeFile(procs, String(pid)),
      listProcesses: async () => (await readFile(procs, 'utf8')).split('\n').filter(Boolean).map(Number),
      countKills: async () =>
        Number(/^oom_kill (\d+)$/m.exec(await readFile(path.join(group, events), 'utf8'))?.[1]),
      remove: () => rmdir(group),
    };
  }
  return null;
}
