import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { PROJECT_DIR, runCommand } from './run-command';

const isRoot = process.getuid?.() === 0;
const DAEMON_UID = 1;
const DRONE = { DRONE_SERVER: 'http://127.0.0.1:1', DRONE_TOKEN: 'abc' };
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'command-'));
  await chmod(dir, 0o755);
  return () => rm(dir, { recursive: true });
});

describe('what is wrong is one clear line and an exit code', () => {
  test('Node too old', () => {
    const module = pathToFileURL(path.join(PROJECT_DIR, 'lib/cli/setup/check-node.mjs')).href;
    const program = `import { checkNode } from '${module}'; try { checkNode('18.20.1'); } catch (e) { console.log(e.message); }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(stdout).toBe(
      'this is Node 18.20.1, and Buildhours needs 20.19 or newer: install it from https://nodejs.org\n',
    );
  });

  test('port taken, before anything else is done', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const { code, output } = await runCommand(['demo'], { env: { PORT: port, DATA_DIR: dir } });
    server.close();
    expect(output).toBe(
      `buildhours: port ${port} on 127.0.0.1 is taken: stop the other program or set PORT\n`,
    );
    expect(code).toBe(1);
  });

  test('no CI server named', async () => {
    const { code, output } = await runCommand(['poll'], { env: { DATA_DIR: dir } });
    expect(output).toContain('DRONE_SERVER is not set: give the address of Drone');
    expect(output).toContain('DRONE_TOKEN is not set');
    expect(output).not.toContain('    at ');
    expect(code).toBe(2);
  });

  test('data folder that is no folder', async () => {
    const { code, output } = await runCommand(['migrate'], { env: { DATA_DIR: '/dev/null/data' } });
    expect(output).toMatch(
      /^buildhours: the data folder \/dev\/null\/data cannot be written \(ENOTDIR.*set DATA_DIR/,
    );
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });

  test.skipIf(!isRoot)('data folder of another user', async () => {
    // Nor may that user write temporary files, which is no reason to end without a word about it.
    const env = { DATA_DIR: dir, TMPDIR: dir };
    const { code, output } = await runCommand(['migrate'], { env, uid: DAEMON_UID });
    expect(output).toMatch(
      /^buildhours: the data folder .* cannot be written \(EACCES.*set DATA_DIR to a folder of yours/,
    );
    expect(code).toBe(1);
  });

  test('database that does not answer', async () => {
    const { code, output } = await runCommand(['migrate'], {
      env: { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' },
    });
    expect(output).toMatch(/^buildhours: the database at 127\.0\.0\.1:1 \(DATABASE_URL\) does not answer/);
    expect(code).toBe(1);
  });

  test('a setting and a command that do not exist', async () => {
    const wrong = await runCommand(['migrate'], { env: { TIME_ZONE: 'Mars/Base', DATA_DIR: dir } });
    expect(wrong.output).toContain('TIME_ZONE is "Mars/Base"');
    expect(wrong.code).toBe(2);
    const unknown = await runCommand(['fly']);
    expect(unknown.output).toContain("unknown command 'fly'");
    expect(unknown.code).toBe(2);
  });
});

describe('without a build, from any folder', () => {
  test('--help lists the commands', async () => {
    const { code, output } = await runCommand(['--help'], { cwd: '/' });
    for (const name of ['demo', 'start', 'poll', 'sync', 'migrate', 'doctor'])
      expect(output).toMatch(`  ${name}`);
    expect(code).toBe(0);
  });

  test('migrate makes the database, and finds it up to date the second time', async () => {
    const options = { cwd: '/', env: { DATA_DIR: path.join(dir, 'data') } };
    const first = await runCommand(['migrate'], options);
    expect(first.output).toMatch(
      /making a database in .*\napplied 20261124000000_init\n(.*\n)*the database is up to date now\n$/,
    );
    expect(await runCommand(['migrate'], options)).toEqual({
      code: 0,
      output: 'the database is up to date\n',
    });
  });

  test('doctor names what is wrong, each in its line', async () => {
    const env = { ...DRONE, DATA_DIR: path.join(dir, 'data'), PORT: '1' };
    const { code, output } = await runCommand(['doctor'], { env });
    expect(output).toMatch(/^fail {2}drone .*ECONNREFUSED/m);
    expect(output).toMatch(/^ok {4}database {2}Postgres 18/m);
    expect(output).toMatch(/^warn {2}database {2}migrations to apply: 20261124000000_init/m);
    expect(output).toMatch(/^ok {4}pages {5}not served/m);
    expect(code).toBe(1);
  });
});

describe('explain-log', () => {
  test('prints what it understood, with exactly these keys', async () => {
    const file = path.join(dir, 'build.json');
    const log = [
      '+ docker build .',
      'Step 1/2 : FROM alpine',
      ' ---> 0123456789ab',
      'Step 2/2 : RUN true',
      ' ---> Using cache',
    ];
    await writeFile(file, JSON.stringify(log.map((text, pos) => ({ pos, time: pos, out: `${text}\n` }))));
    const { code, output } = await runCommand(['explain-log', '--json', file]);
    expect(code).toBe(0);
    const span = { tool: 'docker-classic', kind: 'layer', cache: 'unknown' };
    expect(JSON.parse(output)).toEqual({
      lines: 5,
      headTruncated: false,
      tailTruncated: false,
      spans: [
        {
          kind: 'command',
          label: 'docker build .',
          text: 'docker build .',
          tool: null,
          startSeconds: 0,
          seconds: 4,
          cache: 'unknown',
        },
        { ...span, label: 'FROM alpine', text: 'FROM alpine', startSeconds: 1, seconds: 2 },
        { ...span, label: 'RUN true', text: 'RUN true', startSeconds: 3, seconds: 1, cache: 'hit' },
      ],
      caches: [
        {
          kind: 'layers',
          tool: 'docker-classic',
          hits: 1,
          misses: 0,
          notLookedUp: 0,
          failed: 0,
          unfinished: 0,
        },
      ],
    });
    const table = await runCommand(['explain-log', file]);
    expect(table.output).toMatch(/^4–5 +3s +1s +hit +docker-classic +RUN true$/m);
  });

  test.each([
    ['/no/such/file', 'cannot be read: there is no such file'],
    ['/', 'cannot be read: it is a folder'],
    ['/dev/null', 'is no log: it is empty'],
    [path.join(PROJECT_DIR, 'package.json'), 'is no log: it is JSON, but not a log of Drone'],
  ])('%s: one line and exit code 2', async (file, problem) => {
    const { code, output } = await runCommand(['explain-log', file]);
    expect(output).toContain(`buildhours: ${file} ${problem}`);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});
