import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { inheritedEnvironment } from './inherited-environment';
import { freePort, PROJECT_DIR, RunningCommand } from './run-command';

let dir: string;
let db: TestDatabase;
const started: RunningCommand[] = [];

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'clean-folder-'));
  chmodSync(dir, 0o755);
  db = await createTestDatabase();
});
afterAll(async () => {
  for (const { child } of started) child.kill('SIGTERM');
  await Promise.all(started.map(({ ended }) => ended));
  await db.drop();
  rmSync(dir, { recursive: true });
});

/** What git would give to someone who clones the project now; `.` is all of it. */
function copyProject(names: readonly string[], to: string): void {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: PROJECT_DIR,
    encoding: 'utf8',
  });
  const isCopied = (file: string) => file !== '' && (names.includes('.') || names.includes(file));
  for (const file of list.split('\0').filter(isCopied)) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    cpSync(path.join(PROJECT_DIR, file), path.join(to, file));
  }
}

/** The instructions of the image in their order, without those about its users. */
const INSTRUCTIONS = readFileSync(path.join(PROJECT_DIR, 'Dockerfile'), 'utf8')
  .split('\n')
  .map(line => ({ instruction: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }))
  .filter(({ rest }) => !rest.startsWith('chown'));

function start(command: string, args: string[], env: Record<string, string>): RunningCommand {
  const running = new RunningCommand(
    spawn(command, args, {
      cwd: path.join(dir, 'app'),
      env: { NODE_ENV: 'production', ...inheritedEnvironment(), HOME: dir, ...env },
      stdio: 'pipe',
    }),
  );
  started.push(running);
  return running;
}

const BUILD = 'node lib/cli/buildhours.mjs build';
const BUILDING = 'building the web pages …\n';
const WAITING = 'another command is building the web pages; waiting for it …\n';

/** Three commands at once, of which the first is killed: the next takes over, and the last finds the pages built. */
async function buildTogether(): Promise<void> {
  const build = () => start(process.execPath, BUILD.split(' ').slice(1), {});
  const first = build();
  await first.printed(BUILDING);
  const others = [build(), build()];
  await Promise.all(others.map(other => other.printed(WAITING)));
  first.child.kill('SIGKILL');
  const ends = await Promise.all(others.map(other => other.ended));
  expect([ends, others.map(({ output }) => output).sort()]).toEqual([
    [0, 0],
    [WAITING, WAITING + BUILDING],
  ]);
  // Of an image it would be the larger part.
  expect(readdirSync(path.join(dir, 'app/.next/cache'))).toEqual([]);
}

test('a change of the sources does not install the packages anew', () => {
  const install = INSTRUCTIONS.findIndex(({ rest }) => rest === 'npm ci --include=dev');
  const before = INSTRUCTIONS.slice(0, install).filter(({ instruction }) => instruction === 'COPY');
  expect(before.map(({ rest }) => rest)).toEqual(['package.json package-lock.json ./']);
});

test("the image's commands build and serve the pages in a clean folder with an empty home", async () => {
  for (const { instruction, rest } of INSTRUCTIONS) {
    if (instruction === 'COPY') copyProject(rest.split(' ').slice(0, -1), path.join(dir, 'app'));
    if (instruction !== 'RUN') continue;
    if (rest === BUILD) await buildTogether();
    const command = start('sh', ['-c', rest], {});
    if ((await command.ended) !== 0) throw new Error(`"${rest}" failed:\n${command.output}`);
    // What several built at once is whole, and is not built again.
    if (rest === BUILD) expect(command.output).toBe('');
  }
  const entryPoint = INSTRUCTIONS.find(({ instruction }) => instruction === 'ENTRYPOINT')?.rest ?? '[]';
  const [program = '', ...entry]: string[] = JSON.parse(entryPoint);
  const port = String(await freePort());
  const env = { DATABASE_URL: db.url, PORT: port, HOST: '127.0.0.1', DRONE_SERVER: '', DRONE_TOKEN: '' };
  const web = start(program, [...entry, 'start', '--no-poller'], env);
  await web.printed(`Buildhours is at http://127.0.0.1:${port}`);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  // Nothing was installed or built a second time.
  expect(web.output).toBe(`Buildhours is at http://127.0.0.1:${port}\n`);
});
