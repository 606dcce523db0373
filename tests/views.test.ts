import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeViolations } from './axe-violations';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { parts } from './page-parts';
import { usePages } from './use-pages';

const found = await findBrowser();
const cookieOf = (page: Page) => page.evaluate(() => document.cookie);

describe.skipIf(found === null)('what the browser keeps', () => {
  const pages = usePages(found, createDemoDatabase);

  test('a view is saved, found in navigation and palette, deleted, and had back', async () => {
    const { page, problems } = await pages.open('/services?range=28d&sort=-p90');
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.getByLabel('Save as a view in this browser').fill('Slow tail');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as Slow tail').waitFor();
    await page.goto(`${pages.address}/teams`);
    const views = page.getByRole('region', { name: 'Saved views' });
    expect(await axeViolations(page)).toEqual([]);
    await views.getByRole('link', { name: 'Slow tail' }).click();
    await page.waitForURL('**/services?range=28d&sort=-p90');
    await page.keyboard.press('Control+K');
    await page.getByRole('option', { name: 'Slow tail' }).waitFor();
    await page.keyboard.press('Escape');
    await views.getByRole('button', { name: 'Delete the view Slow tail' }).click();
    await views.getByRole('link', { name: 'Slow tail' }).waitFor({ state: 'detached' });
    await views.getByRole('button', { name: 'Undo' }).click();
    await page.reload();
    await views.getByRole('link', { name: 'Slow tail' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('what versions before kept is there', async () => {
    const { page, problems } = await pages.open('/teams');
    await page.evaluate(() => {
      window.localStorage.clear();
      window.localStorage.setItem('buildhours.team', 'logistics');
      window.localStorage.setItem(
        'buildhours.views',
        '[{"name":"Old tail","address":"/services?range=28d"}]',
      );
    });
    await page.goto(`${pages.address}/heatmap?team=logistics`);
    await page.getByRole('button', { name: 'logistics is my team', pressed: true }).waitFor();
    const views = page.getByRole('region', { name: 'Saved views' });
    await views.getByRole('link', { name: 'Old tail' }).waitFor();
    expect(
      await page.evaluate(() => Object.keys(window.localStorage).filter(key => key.includes('.'))),
    ).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('of two tabs, the one that is looked at says with which team the next page begins', async () => {
    const { page } = await pages.open('/heatmap?team=logistics');
    await page.getByRole('button', { name: 'logistics is my team' }).click();
    await expect.poll(() => cookieOf(page)).toContain('buildhours-team=logistics');
    // As the other tab does that goes on to all teams.
    await page.context().clearCookies({ name: 'buildhours-team' });
    expect(await cookieOf(page)).not.toContain('buildhours-team');
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    expect(await cookieOf(page)).toContain('buildhours-team=logistics');
  });

  test('Overview and Services begin with one’s own team, until one leaves it', async () => {
    const { page, problems } = await pages.open('/heatmap?team=logistics');
    await page.getByRole('button', { name: 'logistics is my team' }).click();
    await expect.poll(() => cookieOf(page)).toContain('buildhours-team=logistics');
    const asked: string[] = [];
    page.on('request', request => {
      if (request.isNavigationRequest()) asked.push(request.url().slice(pages.address.length));
    });
    for (const path of ['/', '/services']) {
      asked.length = 0;
      await page.goto(`${pages.address}${path}`);
      await page.waitForURL(`**${path}?team=logistics`);
      // The server leads there: nothing is asked for all teams first.
      expect(asked).toEqual([path, `${path}?team=logistics`]);
    }
    const table = parts.panel(page, 'Services').getByRole('table');
    await table
      .getByRole('link', { name: /^logistics\// })
      .first()
      .waitFor();
    await expect.poll(() => table.getByRole('link', { name: /^storefront\// }).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await parts.filter(page, 'Team').selectOption({ label: 'All teams' });
    await table
      .getByRole('link', { name: /^storefront\// })
      .first()
      .waitFor();
    await page.goto(`${pages.address}/services?range=28d`);
    await page.getByRole('button', { name: 'Show logistics, my team' }).click();
    await page.waitForURL('**/services?range=28d&team=logistics');
    // What an address names is what it shows.
    await page.goto(`${pages.address}/services?team=platform`);
    await table.getByRole('link', { name: 'ledger', exact: true }).waitFor();
    expect(problems).toEqual([]);
  });
});
