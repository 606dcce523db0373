import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withLockFile } from '../../lock-file.mjs';
import { PlainError } from './plain-error.mjs';
import { PROJECT_DIR } from './project-dir.mjs';

const LOCK = path.join(PROJECT_DIR, 'package-lock.json');
/** What npm writes down of what it installed. */
const INSTALLED = path.join(PROJECT_DIR, 'node_modules/.package-lock.json');

/**
 * Runs `npm ci` when what is installed is not what package-lock.json says; of several commands at once one does.
 *
 * @param {{ dev: boolean }} wanted whether the packages for building and testing must be there too
 */
export async function installPackages({ dev }) {
  if (firstMissingPackage({ dev }) === null) return;
  await oneAtATime('installing packages', async () => {
    const missing = firstMissingPackage({ dev });
    if (missing !== null) await runNpm(missing);
  });
}

/**
 * What changes installed or generated files, since npm removes what another command has just installed.
 *
 * @param {string} what as another command, which waits for it, is told
 * @param {() => Promise<void>} work begins by looking whether there is still something to do
 */
export async function oneAtATime(what, work) {
  let hasSaid = false;
  const onWait = () => {
    if (!hasSaid) process.stderr.write(`buildhours: another command is ${what}; waiting for it …\n`);
    hasSaid = true;
  };
  await withLockFile(path.join(PROJECT_DIR, 'node_modules.lock'), onWait, work).catch(error => {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    throw new PlainError(
      `${PROJECT_DIR} cannot be written (${error.message}), which ${what} needs: run "npm ci" as a user who may`,
    );
  });
}

async function runNpm(missing) {
  process.stderr.write(`buildhours: installing packages with npm (${missing} is missing) …\n`);
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, first] = findNpm();
  const npm = spawn(command, [...first, ...args], {
    cwd: PROJECT_DIR,
    // What npm prints must not get between the lines of a command that prints a result.
    stdio: ['ignore', 2, 2],
  });
  const { status, error, signal } = await new Promise(resolve => {
    npm.once('error', error => resolve({ status: null, signal: null, error }));
    npm.once('close', (status, signal) => resolve({ status, signal }));
  });
  if (error?.code === 'ENOENT')
    throw new PlainError('npm was not found: install Node with npm from https://nodejs.org');
  if (signal !== null) throw new PlainError('npm was interrupted: start again');
  if (status !== 0) {
    throw new PlainError(
      `npm could not install the packages (see above): check the network, then run "npm ci" in ${PROJECT_DIR}`,
    );
  }
}

/** The npm that runs us, else the one in PATH. */
function findNpm() {
  const running = process.env.npm_execpath ?? '';
  return path.basename(running) === 'npm-cli.js' ? [process.execPath, [running]] : ['npm', []];
}

/** By name and version, not by date: a pull or a switch of branches changes dates and often nothing else. */
function firstMissingPackage({ dev }) {
  if (!existsSync(INSTALLED)) return 'node_modules';
  const wanted = JSON.parse(readFileSync(LOCK, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  for (const [place, { version, optional, devOptional, dev: onlyDev, peer }] of Object.entries(wanted)) {
    if (place === '' || (onlyDev && !dev)) continue;
    const found = installed[place];
    if (found === undefined && (optional || devOptional || peer)) continue;
    if (found?.version !== version) return `${place.replace(/^node_modules\//, '')} ${version}`;
  }
  return null;
}
