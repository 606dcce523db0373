import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { parts } from './page-parts';
import { usePages } from './use-pages';

const found = await findBrowser();

/** What has the focus, by what it says. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim();
  });

/** Presses Tab until something of this name has the focus; how often that took. */
async function tabTo(page: Page, name: string, most: number): Promise<number> {
  for (let count = 1; count <= most; count += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === name) return count;
  }
  throw new Error(`${most} times Tab do not lead to ${name}, but to ${await focused(page)}`);
}

/** As soon as scripts have taken over: what stands where no page is, they put there anew, and the focus is lost. */
async function skip(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    link => Object.keys(document.querySelector(link) ?? {}).some(key => key.startsWith('__react')),
    'a[href^="#"]',
  );
  expect(await tabTo(page, name, 1)).toBe(1);
  await page.keyboard.press('Enter');
}

describe.skipIf(found === null)('by keyboard alone', () => {
  const pages = usePages(found, createDemoDatabase);

  test('from the Overview to the worst service, and to the step that it loses most in', async () => {
    const { page, problems } = await pages.open('/');
    const worst = parts.row(parts.panel(page, 'Services, worst first'), 0).getByRole('link').first();
    const service = (await worst.textContent()) ?? '';
    await skip(page, 'Skip to the figures');
    await skip(page, 'Skip to the services, worst first');
    await tabTo(page, service, 2);
    await page.keyboard.press('Enter');

    await page.waitForURL('**/services/**');
    await expect.poll(() => focused(page)).toBe(service);
    const steps = parts.panel(page, 'Steps, worst first');
    const step = (await parts.row(steps, 0).getByRole('link').first().textContent()) ?? '';
    await skip(page, 'Skip the filters');
    await tabTo(page, step, 4);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/steps/**');
    await expect.poll(() => focused(page)).toBe(step);
    expect(problems).toEqual([]);
  });

  test('the heads of a table are one stop; arrow keys lead through them, and none is left out', async () => {
    const { page, problems } = await pages.open('/services');
    const heads = page.getByRole('main').locator('thead').first().getByRole('button');
    const names = (await heads.allTextContents()).map(text => text.trim());
    expect(names.length).toBeGreaterThan(8);
    const stops = () => heads.evaluateAll(all => all.filter(head => head.tabIndex === 0).length);
    await expect.poll(stops).toBe(1);
    await heads.first().focus();
    for (const name of [...names.slice(1), ...names.slice(0, 1)]) {
      await page.keyboard.press('ArrowRight');
      expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(name);
    }
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=/);
    expect(await stops()).toBe(1);
    // The next stop is a row.
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('tbody') !== null)).toBe(true);
    expect(problems).toEqual([]);
  });

  test('so is a legend', async () => {
    const { page } = await pages.open('/');
    const legend = page.getByRole('toolbar', { name: 'Show one alone' }).first();
    const entries = legend.getByRole('button');
    await expect
      .poll(() => entries.evaluateAll(all => all.map(entry => entry.tabIndex)))
      .toEqual(expect.arrayContaining([0, -1]));
    await entries.first().focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    expect(await entries.last().getAttribute('aria-pressed')).toBe('true');
  });

  test.each(['/changes', '/settings/cost', '/repositories/no/such/builds/1', '/nothing'])(
    'what a page is about is one link away: %s',
    async path => {
      const { page } = await pages.open(path);
      await skip(page, 'Skip to the figures');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('figures');
    },
  );
});
