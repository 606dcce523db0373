import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, launchBrowser } from './browser';
import { listPages } from './list-pages';
import { serveDemo } from './pictures/serve-demo';
import { takeReadmePictures } from './pictures/take-readme-pictures';
import { PROJECT_DIR } from './run-command';

/**
 * Pictures of every page, wide and on a phone, in light and dark. `npm run pictures` puts them into `.data/pictures`,
 * `npm run pictures -- FOLDER` elsewhere; `-- --readme` renews those that the README shows. They show a demo that is
 * imported for them, or what BUILDHOURS_URL serves.
 */
const SCREENS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const SCHEMES = ['light', 'dark'] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { readme: { type: 'boolean', default: false } },
});
const folder = path.resolve(positionals[0] ?? path.join(PROJECT_DIR, '.data/pictures'));
const given = process.env.BUILDHOURS_URL?.replace(/\/$/, '');

await takeAll();

async function takeAll(): Promise<void> {
  const found = await findBrowser();
  if (found === null) throw new Error('there is no browser to take pictures with');
  const demo = given === undefined ? await serveDemo(print) : null;
  const address = given ?? demo?.address ?? '';
  const browser = await launchBrowser(found);
  try {
    if (values.readme) await takeReadmePictures(browser, address, print);
    else await takePages(browser, address);
  } finally {
    await browser.close();
    await demo?.stop();
  }
}

async function takePages(browser: Browser, address: string): Promise<void> {
  const pages = await listPages(address);
  const looks = {
    ...pages,
    'overview-tables': `${pages.overview}?table=trend,wait,lost`,
    'service-unfolded': `${pages.service}?open=outcomes,stages,publish`,
    'build-opened': `${pages.build}?open=1.1,1.2,1.3,1.4,1.5,1.6`,
    'no-such-page': '/services/no/such',
  };
  await mkdir(folder, { recursive: true });
  for (const viewport of SCREENS) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      for (const [name, at] of Object.entries(looks)) {
        await page.goto(`${address}${at}`, { waitUntil: 'networkidle' });
        await showWhole(page);
        const file = path.join(folder, `${name}-${viewport.width}-${colorScheme}.png`);
        await page.screenshot({ path: file, animations: 'disabled' });
        await page.setViewportSize(viewport);
      }
      await context.close();
      print(`${Object.keys(looks).length} pictures, ${viewport.width} px, ${colorScheme}: ${folder}`);
    }
  }
}

/** A screen as high as the page: what stands still while one scrolls has its place then. */
async function showWhole(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
