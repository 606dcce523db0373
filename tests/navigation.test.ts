import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { listPages } from './list-pages';
import { parts, readColumn } from './page-parts';
import { usePages } from './use-pages';

const found = await findBrowser();
const spans = z.object({
  rows: z.array(z.object({ kind: z.string(), label: z.string().nullable(), totalMs: z.number() })),
});

const searchOf = (page: Page) => new URL(page.url()).search;
const pathOf = (page: Page) => new URL(page.url()).pathname;

describe.skipIf(found === null)('the way through the pages', () => {
  const pages = usePages(found, createDemoDatabase);

  /** The command of a step that takes the most time, as the API tells it. */
  async function readCostliest(stepPath: string): Promise<string | null> {
    const [, , namespace, name, , pipeline, step] = stepPath.split('/');
    const query = `repository=${namespace}/${name}&pipeline=${pipeline}&step=${step}`;
    const answer = await fetch(`${pages.address}/api/v1/metrics/step-spans?${query}`);
    const commands = spans.parse(await answer.json()).rows.filter(row => row.kind === 'command');
    return commands.sort((a, b) => b.totalMs - a.totalMs)[0]?.label ?? null;
  }

  test('the focus is at the name of the page that was chosen in the navigation', async () => {
    const { page, problems } = await pages.open('/');
    for (const name of ['Services', 'Changes', 'Builds']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(name);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    }
    expect(problems).toEqual([]);
  });

  test('from the Overview to the command that costs most, by service and step', async () => {
    const { page, problems } = await pages.open('/');
    const service = parts.row(parts.panel(page, 'Services, worst first'), 0);
    const serviceName = await service.getByRole('link').first().textContent();
    const [serviceLost] = await readColumn(
      parts.panel(page, 'Services, worst first').getByRole('table'),
      'Hours lost',
    );
    await service.getByRole('link').first().click();

    await page.waitForURL('**/services/**');
    await expect.poll(() => parts.title(page).textContent()).toBe(serviceName);
    expect(await parts.figure(page, 'Hours lost').textContent()).toBe(serviceLost);
    const steps = parts.panel(page, 'Steps, worst first');
    const step = parts.row(steps, 0);
    const stepName = await step.getByRole('link').textContent();
    const [stepLost] = await readColumn(steps.getByRole('table'), 'Hours lost');
    await step.getByRole('link').click();

    await page.waitForURL('**/steps/**');
    await expect.poll(() => parts.title(page).textContent()).toBe(stepName);
    expect(await parts.figure(page, 'Hours lost').textContent()).toBe(stepLost);
    const inside = parts.panel(page, 'What takes the time inside');
    const command = inside.getByRole('table', { name: 'Command' }).locator('code').first();
    expect(await command.getAttribute('title')).toBe(await readCostliest(pathOf(page)));
    expect(problems).toEqual([]);
  });

  test('the Overview names the step that costs most, and leads to the command in it', async () => {
    const { page } = await pages.open('/');
    const path = (await listPages(pages.address)).step;
    await parts.row(parts.panel(page, 'Where the hours go'), 0).getByRole('link').click();
    await page.waitForURL(`${pages.address}${path}`);
    const blamed = parts.panel(page, 'What takes the time inside').getByRole('listitem').first();
    expect(await blamed.locator('code').getAttribute('title')).toBe(await readCostliest(path));
  });

  test('filters stay on the way down and back, what belongs to a page stays there', async () => {
    const filters = '?range=28d&branch=others&event=pull_request';
    const { page, problems } = await pages.open(`/${filters}&table=wait&before=true`);
    await parts.row(parts.panel(page, 'Services, worst first'), 0).getByRole('link').first().click();
    await page.waitForURL(url => url.pathname.startsWith('/services/') && url.search === filters);
    await parts.row(parts.panel(page, 'Steps, worst first'), 0).getByRole('link').click();
    await page.waitForURL(url => url.pathname.includes('/steps/') && url.search === filters);
    await page.getByRole('link', { name: 'all builds with this step' }).click();
    await page.waitForURL(/\/builds\?/);
    const narrowed = new URLSearchParams(searchOf(page));
    expect([...narrowed.keys()].sort()).toEqual([
      'branch',
      'event',
      'pipeline',
      'range',
      'repository',
      'step',
    ]);
    await parts.row(parts.panel(page, 'Ended'), 0).getByRole('link').first().click();
    await page.waitForURL(/\/builds\/\d+\?/);
    expect(new URLSearchParams(searchOf(page)).get('range')).toBe('28d');
    await page
      .getByRole('navigation', { name: 'Breadcrumbs' })
      .getByRole('link', { name: 'Services' })
      .click();
    await page.waitForURL(/\/services\?/);
    expect(await parts.filter(page, 'Branch').inputValue()).toBe('2');
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Heatmap' }).click();
    await page.waitForURL(/\/heatmap\?/);
    expect(new URLSearchParams(searchOf(page)).get('event')).toBe('pull_request');
    expect(problems).toEqual([]);
  });

  test('from a build back to the builds that it was found among', async () => {
    const [service] = (await listPages(pages.address)).service.split('/services/').slice(1);
    const back = (page: Page) =>
      page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Builds' });
    const found = `/builds?range=28d&service=${service}&status=success`;
    const { page, problems } = await pages.open(found);
    await parts.row(parts.panel(page, 'Ended'), 0).getByRole('link').first().click();
    await page.waitForURL(/\/builds\/\d+\?/);
    expect(await back(page).getAttribute('href')).toBe(found);

    const { page: other } = await pages.open('/builds?range=28d&status=failed');
    await parts.row(parts.panel(other, 'Ended'), 0).getByRole('link').first().click();
    await other.waitForURL(/\/builds\/\d+\?/);
    const [, , namespace, name] = pathOf(other).split('/');
    expect(await back(other).getAttribute('href')).toBe(
      `/builds?range=28d&repository=${namespace}/${name}&status=failed`,
    );
    expect(problems).toEqual([]);
  });

  test('what a figure means, and any two days, open beside their button and close again', async () => {
    const { page, problems } = await pages.open('/teams');
    const opened = page.locator(':popover-open');
    const info = page.getByRole('button', { name: /^What is meant by/ }).first();
    await info.click();
    expect(await opened.textContent()).toMatch(/\w+ .+\./);
    const [mark, meaning] = [await info.boundingBox(), await opened.boundingBox()];
    expect(meaning?.y).toBeCloseTo((mark?.y ?? 0) + (mark?.height ?? 0) + 8, 0);
    await page.keyboard.press('Escape');
    expect(await opened.count()).toBe(0);

    await page.getByRole('button', { name: 'Other days' }).click();
    await page.getByLabel('First day').fill('2026-03-09');
    await page.getByLabel('Last day').fill('2026-03-02');
    await page.getByText('It ends before it begins.').waitFor();
    await page.getByLabel('Last day').fill('2026-03-22');
    await page.getByRole('button', { name: 'Show these days' }).click();
    await page.waitForURL(/range=2026-03-09\.\.2026-03-22/);
    expect(await opened.count()).toBe(0);
    expect(problems).toEqual([]);
  });
});
