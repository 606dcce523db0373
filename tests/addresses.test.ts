import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { listPages } from './list-pages';
import { parts, readColumn, readText } from './page-parts';
import { usePages } from './use-pages';

const found = await findBrowser();
const searchOf = (page: Page) => new URL(page.url()).search;

describe.skipIf(found === null)('the address', () => {
  const pages = usePages(found, createDemoDatabase);

  /** Somebody else, who was sent the address of a page, sees what it shows. */
  async function expectSameByLink(page: Page): Promise<void> {
    const shown = await readText(page);
    const { page: copy } = await pages.open(page.url().slice(pages.address.length));
    await expect.poll(() => readText(copy)).toBe(shown);
    await copy.close();
  }

  /** What a page says once it says something else than before: the address changes a moment earlier. */
  async function readNewText(page: Page, before: string): Promise<string> {
    await expect.poll(() => readText(page)).not.toBe(before);
    return readText(page);
  }

  test('holds the filters: back and forward go through them, a copied link shows the same', async () => {
    const { page, problems } = await pages.open('/');
    const all = await readText(page);
    await parts.filter(page, 'Team').selectOption({ index: 1 });
    await page.waitForURL('**/?team=*');
    const team = await readNewText(page, all);
    await parts.filter(page, 'Event').selectOption('Push');
    await page.waitForURL('**/?team=*&event=push');
    const pushes = await readNewText(page, team);
    expect(new Set([all, team, pushes]).size).toBe(3);
    await page.goBack();
    await expect.poll(() => readText(page)).toBe(team);
    await page.goBack();
    await expect.poll(() => readText(page)).toBe(all);
    await page.goForward();
    await page.goForward();
    await expect.poll(() => readText(page)).toBe(pushes);
    expect(problems).toEqual([]);
    await expectSameByLink(page);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.waitForURL('**/');
    await expect.poll(() => readText(page)).toBe(all);
  });

  test('holds the range that is dragged over a chart', async () => {
    const { page, problems } = await pages.open('/');
    const chart = parts.panel(page, 'Wait for a build').locator('.recharts-cartesian-grid');
    const box = await chart.boundingBox();
    if (box === null) throw new Error('the chart is not to be seen');
    await page.mouse.move(box.x + box.width * 0.26, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    await page.waitForURL(/\?range=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/);
    expect(await parts.filter(page, 'Range').locator('option:checked').textContent()).toMatch(/ – /);
    await expectSameByLink(page);
    await page.goBack();
    await expect.poll(() => searchOf(page)).toBe('');
    expect(problems).toEqual([]);
  });

  test('a click on a chart leads to the builds of that day', async () => {
    const { page, problems } = await pages.open('/');
    const chart = parts.panel(page, 'Hours lost').locator('.recharts-cartesian-grid');
    // The drawing lies above its parts.
    await chart.click({ force: true });
    await page.waitForURL('**/builds?range=*');
    const [from, last] = new URLSearchParams(searchOf(page)).get('range')?.split('..') ?? [];
    expect(from).toBe(last);
    await parts.row(parts.panel(page, 'Ended'), 0).waitFor();
    expect(problems).toEqual([]);
  });

  test('holds how a list is sorted', async () => {
    const { page } = await pages.open('/services');
    const table = parts.panel(page, 'Services').getByRole('table');
    const head = table.getByRole('columnheader', { name: 'p50 wait' });
    await head.getByRole('button').click();
    await page.waitForURL('**/services?sort=-p50');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const downwards = await readColumn(table, 'p50 wait');
    await expectSameByLink(page);
    await head.getByRole('button').click();
    await page.waitForURL('**/services?sort=p50');
    expect(new Set(downwards).size).toBeGreaterThan(1);
    expect(await readColumn(table, 'p50 wait')).toEqual(downwards.toReversed());
  });

  test('holds which charts are shown as tables', async () => {
    const { page } = await pages.open('/');
    for (const title of ['Wait for a build', 'Developer-hours lost']) {
      const panel = parts.panel(page, title);
      await panel.getByText('Table', { exact: true }).click();
      await panel.getByRole('table').waitFor();
    }
    expect(searchOf(page)).toBe('?table=wait,lost');
    await expectSameByLink(page);
    await parts.panel(page, 'Developer-hours lost').getByText('Chart', { exact: true }).click();
    await page.waitForURL('**/?table=wait');
  });

  test('holds what is unfolded', async () => {
    const { service, build } = await listPages(pages.address);
    const { page } = await pages.open(service);
    await page.getByRole('button', { name: /^Failures/ }).click();
    await page.waitForURL('**?open=outcomes');
    await parts.panel(page, 'How builds ended').waitFor();
    await expectSameByLink(page);

    const { page: waterfall } = await pages.open(build);
    await parts.panel(waterfall, 'Waterfall').locator('button[aria-expanded="false"]').nth(1).click();
    await waterfall.waitForURL('**?open=*');
    await waterfall.getByRole('button', { name: 'Show only its time' }).click();
    await waterfall.waitForURL('**zoom=*');
    await expectSameByLink(waterfall);
  });
});
