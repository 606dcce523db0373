import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test } from 'vitest';

const LOCK = JSON.stringify({ packages: { '': {}, 'node_modules/left': { version: '1.0.0' } } });
/** Notes that it was called, and installs once it is told to go on. */
const NPM = `
  const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
  appendFileSync('calls.txt', process.argv[2] + '\\n');
  const timer = setInterval(() => {
    if (!existsSync('go')) return;
    clearInterval(timer);
    mkdirSync('node_modules', { recursive: true });
    writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(LOCK)});
  }, 5);`;
let dir: string;

/** A project with nothing installed, and an npm that installs nothing. */
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'install-packages-'));
  await mkdir(path.join(dir, 'lib/cli'), { recursive: true });
  await cp(import.meta.dirname, path.join(dir, 'lib/cli/setup'), { recursive: true });
  await cp(path.join(import.meta.dirname, '../../lock-file.mjs'), path.join(dir, 'lib/lock-file.mjs'));
  await writeFile(path.join(dir, 'package-lock.json'), LOCK);
  await writeFile(path.join(dir, 'npm-cli.js'), NPM);
  return () => rm(dir, { recursive: true });
});

function startInstalling() {
  const url = pathToFileURL(path.join(dir, 'lib/cli/setup/install-packages.mjs')).href;
  const program = `import { installPackages } from '${url}'; await installPackages({ dev: true });`;
  const command = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: dir,
    env: { ...process.env, npm_execpath: path.join(dir, 'npm-cli.js') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { ended: once(command, 'exit'), printed: once(command.stderr, 'data') };
}

test('of two commands that find packages missing one installs, and the other waits and says so', async () => {
  const first = startInstalling();
  expect(String(await first.printed)).toContain('installing packages with npm (node_modules is missing) …');
  const second = startInstalling();
  expect(String(await second.printed)).toContain('another command is installing packages; waiting for it …');
  await writeFile(path.join(dir, 'go'), '');
  expect(await Promise.all([first.ended, second.ended])).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await readFile(path.join(dir, 'calls.txt'), 'utf8')).toBe('ci\n');
  expect((await readdir(dir)).filter(name => name.endsWith('.lock'))).toEqual([]);
});
