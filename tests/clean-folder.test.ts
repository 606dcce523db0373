import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { inheritedEnvironment } from './inherited-environment';
import { freePort, PROJECT_DIR, RunningCommand } from './run-command';

let dir: string;
let db: TestDatabase;
let web: RunningCommand | null = null;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'clean-folder-'));
  chmodSync(dir, 0o755);
  db = await createTestDatabase();
});
afterAll(async () => {
  web?.child.kill('SIGTERM');
  await web?.ended;
  await db.drop();
  rmSync(dir, { recursive: true });
});

/** What git would give to someone who clones the project now. */
function copyProject(to: string): void {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: PROJECT_DIR,
    encoding: 'utf8',
  });
  for (const file of list.split('\0').filter(name => name !== '')) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    cpSync(path.join(PROJECT_DIR, file), path.join(to, file));
  }
}

/** The commands of the image, without those about its users. */
function linesOf(instruction: string): string[] {
  return readFileSync(path.join(PROJECT_DIR, 'Dockerfile'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith(`${instruction} `))
    .map(line => line.slice(instruction.length + 1))
    .filter(line => !line.startsWith('chown'));
}

function start(command: string, args: string[], env: Record<string, string>): RunningCommand {
  return new RunningCommand(
    spawn(command, args, {
      cwd: path.join(dir, 'app'),
      env: { NODE_ENV: 'production', ...inheritedEnvironment(), HOME: dir, ...env },
      stdio: 'pipe',
    }),
  );
}

test("the image's commands build and serve the pages in a clean folder with an empty home", async () => {
  copyProject(path.join(dir, 'app'));
  const commands = linesOf('RUN');
  expect(commands[0]).toBe('npm ci --include=dev');
  for (const line of commands) {
    const command = start('sh', ['-c', line], {});
    if ((await command.ended) !== 0) throw new Error(`"${line}" failed:\n${command.output}`);
  }
  const [program = '', ...entry]: string[] = JSON.parse(linesOf('ENTRYPOINT')[0] ?? '[]');
  const port = String(await freePort());
  const env = { DATABASE_URL: db.url, PORT: port, HOST: '127.0.0.1', DRONE_SERVER: '', DRONE_TOKEN: '' };
  web = start(program, [...entry, 'start', '--no-poller'], env);
  await web.printed(`Buildhours is at http://127.0.0.1:${port}`);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  // Nothing was installed or built a second time.
  expect(web.output).toBe(`Buildhours is at http://127.0.0.1:${port}\n`);
});
