import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser, type TestBrowser } from './browser';
import { unpackPackagedBrowser } from './packaged-browser';

const found = await findBrowser();
const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';

async function heightOfText(browser: TestBrowser): Promise<number> {
  const running = await launchBrowser(browser);
  try {
    const page = await running.newPage();
    await page.setContent('<p style="font: 40px sans-serif">Buildhours</p>');
    return await page.locator('p').evaluate(element => element.getBoundingClientRect().height);
  } finally {
    await running.close();
  }
}

describe('the browser for tests', () => {
  test.skipIf(found === null)('draws text', async () => {
    if (found !== null) expect(await heightOfText(found)).toBeGreaterThan(20);
  });

  test.skipIf(!isLinuxX64)('the one from npm draws text, and leaves the folder of others alone', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'test-browser-'));
    try {
      const packaged = await unpackPackagedBrowser(path.join(dir, 'unpacked'));
      expect(packaged).not.toBeNull();
      if (packaged !== null) expect(await heightOfText(packaged)).toBeGreaterThan(20);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('a CHROME_PATH that does not run is an error, not a reason to skip', async () => {
    const before = process.env.CHROME_PATH;
    process.env.CHROME_PATH = '/bin/false';
    try {
      await expect(findBrowser()).rejects.toThrow('CHROME_PATH is /bin/false');
    } finally {
      if (before === undefined) delete process.env.CHROME_PATH;
      else process.env.CHROME_PATH = before;
    }
  });
});
