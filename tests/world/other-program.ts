import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const START = fileURLToPath(new URL('../../lib/db/embedded/start-embedded-postgres.ts', import.meta.url));

/** Starts the server, says so as one line of JSON, and stops it when its standard input ends. */
const PROGRAM = `
  import { startEmbeddedPostgres } from ${JSON.stringify(START)};
  const say = line => process.stdout.write(JSON.stringify(line) + '\\n');
  try {
    const server = await startEmbeddedPostgres({ dataDir: process.env.TEST_DATA_DIR, log: () => {} });
    say({ url: server.url, dataDir: server.dataDir });
    process.stdin.resume();
    process.stdin.once('end', async () => { await server.stop(); say({ stopped: true }); process.exit(0); });
  } catch (error) {
    say({ name: error.name, message: error.message });
    process.exit(1);
  }
`;

export interface OtherProgram {
  child: ChildProcess;
  /** The first line that it said. */
  said: { url?: string; dataDir?: string; name?: string; message?: string };
}

/** Another Node program that uses the server of this folder; as another user where ids are given. */
export async function startOther(
  dataDir: string,
  { uid, project = PROJECT, env = {} }: { uid?: number; project?: string; env?: Record<string, string> } = {},
): Promise<OtherProgram> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', PROGRAM.replaceAll(PROJECT, project)],
    {
      cwd: project,
      env: {
        ...process.env,
        NODE_ENV: 'test',
        HOME: '/nonexistent',
        TMPDIR: '/tmp',
        TEST_DATA_DIR: dataDir,
        ...env,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    },
  );
  const [line] = await once(child.stdout, 'data');
  return { child, said: JSON.parse(String(line).split('\n')[0] ?? '') };
}

/** A folder of one's own that every user may pass. */
export async function makeDataDir(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'embedded-'));
  await chmod(dir, 0o755);
  return dir;
}
