import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import type { TestBrowser } from './browser';

const CACHE = path.resolve(fileURLToPath(import.meta.url), '../../node_modules/.cache/test-browser');
const ARCHIVES = ['chromium.br', 'swiftshader.tar.br', 'fonts.tar.br', 'al2023.tar.br'];

/** The Chromium of the package `@sparticuz/chromium`, unpacked once; null where it does not run. */
export async function unpackPackagedBrowser(cache = CACHE): Promise<TestBrowser | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  if (!existsSync(cache)) await unpack(cache);
  const executablePath = path.join(cache, 'chromium');
  const env = {
    TMPDIR: cache,
    FONTCONFIG_FILE: path.join(cache, 'fonts.conf'),
    // For systems without the libraries of a desktop.
    LD_LIBRARY_PATH: path.join(cache, 'al2023/lib'),
  };
  const { status } = spawnSync(executablePath, ['--version'], { env: { ...process.env, ...env } });
  return status === 0 ? { executablePath, env } : null;
}

/** Under another name first: one that was half unpacked must not be taken for whole. */
async function unpack(cache: string): Promise<void> {
  const half = `${cache}.${process.pid}`;
  const packageDir = path.resolve(createRequire(import.meta.url).resolve('@sparticuz/chromium'), '../../..');
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const usualTmp = process.env.TMPDIR;
  try {
    // The package unpacks into the system's folder for temporary files, under names that all programs share.
    process.env.TMPDIR = half;
    for (const archive of ARCHIVES) await inflate(path.join(packageDir, 'bin', archive));
  } finally {
    if (usualTmp === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usualTmp;
  }
  await writeFile(path.join(half, 'fonts.conf'), fontsConf(path.join(cache, 'fonts')));
  await rename(half, cache).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(cache)) throw error;
  });
}

/** That of the package names one fixed folder; without any font, text has no height. */
function fontsConf(dir: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${dir}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${dir}/cache</cachedir>
</fontconfig>
`;
}
