import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { pageLinks } from '@/lib/page-links';
import { PROJECT_DIR } from '../run-command';
import { shrinkPng } from './shrink-png';

const SCREEN = { width: 1440, height: 900 };
const MOST_BYTES = 150_000;
const MARGIN_PX = 12;
const rows = z.object({
  rows: z.array(
    z.object({ repository: z.string(), pipeline: z.string(), step: z.string(), kind: z.string() }),
  ),
});

/** Renews `public/overview.png` and `public/inside-a-step.png`, cropped to what tells. */
export async function takeReadmePictures(
  browser: Browser,
  address: string,
  log: (line: string) => void,
): Promise<void> {
  const context = await browser.newContext({ viewport: SCREEN, colorScheme: 'light' });
  const page = await context.newPage();
  const pictures = [
    {
      name: 'overview',
      at: '/',
      last: page.getByRole('article', { name: 'Where the hours go' }),
    },
    {
      name: 'inside-a-step',
      at: await findBuildingStep(address),
      last: page.getByRole('article', { name: 'What takes the time inside' }),
    },
  ];
  for (const { name, at, last } of pictures) {
    await page.goto(`${address}${at}`, { waitUntil: 'networkidle' });
    const box = await last.boundingBox();
    if (box === null) throw new Error(`${at} does not show what its picture ends with`);
    await page.setViewportSize({ ...SCREEN, height: Math.round(box.y + box.height + MARGIN_PX) });
    const picture = shrinkPng(await page.screenshot({ animations: 'disabled' }));
    await page.setViewportSize(SCREEN);
    if (picture.length > MOST_BYTES) throw new Error(`${name} takes ${picture.length} bytes: crop it`);
    const file = path.join(PROJECT_DIR, 'public', `${name}.png`);
    await writeFile(file, picture);
    log(`${file}: ${Math.ceil(picture.length / 1000)} kB`);
  }
  await context.close();
}

/** The step whose docker layers take the most time because nothing is cached. */
async function findBuildingStep(address: string): Promise<string> {
  const answer = await fetch(`${address}/api/v1/metrics/cache-steps`);
  const found = rows.parse(await answer.json()).rows.find(({ kind }) => kind === 'layers');
  if (found === undefined) throw new Error(`${address} knows of no step that builds docker layers`);
  return pageLinks.step(found.repository, found.pipeline, found.step);
}
