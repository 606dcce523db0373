import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { unpackPackagedBrowser } from './packaged-browser';

/** Nothing but our pages: no services of the browser's maker, no screen, no sandbox (root has none). */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const MAC_PROGRAMS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

export interface TestBrowser {
  executablePath: string;
  /** Added to the environment of the browser. */
  env: Record<string, string>;
}

/** By CHROME_PATH: whether a program runs is tried once in a process, not by each file. */
const looked = new Map<string, Promise<TestBrowser | null>>();

/**
 * A browser for the tests: CHROME_PATH, else the one that an npm package ships, which has no windows and so takes less than
 * half of the CPU, else the system's. Null when there is none: then the tests that need one skip, after a line that says so.
 *
 * @throws Error where there is none and CI is set, or CHROME_PATH does not run
 */
export function findBrowser(): Promise<TestBrowser | null> {
  const wanted = process.env.CHROME_PATH ?? '';
  const found = looked.get(wanted) ?? lookFor(wanted);
  looked.set(wanted, found);
  return found;
}

async function lookFor(wanted: string): Promise<TestBrowser | null> {
  if (wanted) {
    if (runs(wanted)) return { executablePath: wanted, env: {} };
    throw new Error(`CHROME_PATH is ${wanted}, and that is no Chromium that runs here`);
  }
  const packaged = await unpackPackagedBrowser();
  if (packaged !== null) return packaged;
  const installed = [...NAMES, ...MAC_PROGRAMS.filter(program => existsSync(program))].find(name =>
    runs(name),
  );
  if (installed !== undefined) return { executablePath: pathOf(installed), env: {} };
  const message = 'no Chromium was found: set CHROME_PATH, or install one (Debian: apt-get install chromium)';
  if (process.env.CI) throw new Error(message);
  process.stderr.write(`browser tests are skipped: ${message}\n`);
  return null;
}

/** A browser with a fresh profile; the caller closes it. */
export function launchBrowser({ executablePath, env }: TestBrowser): Promise<Browser> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return chromium.launch({ executablePath, args: FLAGS, env: { ...Object.fromEntries(inherited), ...env } });
}

/** Some systems have a stub of that name that only says how to install the browser. */
function runs(program: string): boolean {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 && /Chrom|Edge/.test(stdout);
}

function pathOf(program: string): string {
  if (program.startsWith('/')) return program;
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' }).stdout.trim();
}
