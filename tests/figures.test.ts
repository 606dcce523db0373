import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { formatDay, formatDuration, formatHours } from '@/lib/format';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { listPages } from './list-pages';
import { parts, readColumn } from './page-parts';
import { parseCsv } from './parse-csv';
import { usePages } from './use-pages';

const found = await findBrowser();

/** What the button CSV of a panel saves. */
async function saveCsvFile(page: Page, panel: Locator): Promise<Download> {
  const saved = page.waitForEvent('download');
  await panel.getByRole('button', { name: /save as CSV$/ }).click();
  return saved;
}

/** The same, as records. */
async function saveCsv(page: Page, panel: Locator): Promise<Array<Record<string, string>>> {
  return readCsv(await saveCsvFile(page, panel));
}

async function readCsv(file: Download): Promise<Array<Record<string, string>>> {
  return parseCsv(await readFile(await file.path(), 'utf8'));
}

const asDuration = (ms: string | undefined) => formatDuration(ms === '' ? null : Number(ms));

describe.skipIf(found === null)('the CSV', () => {
  const pages = usePages(found, createDemoDatabase);

  test('of a chart of percentiles holds what its table shows', async () => {
    const { page } = await pages.open('/?range=28d&table=wait&branch=others');
    const panel = parts.panel(page, 'Wait for a build');
    const rows = (await saveCsv(page, panel)).filter(({ n }) => n !== '0');
    const table = panel.getByRole('table');
    const shown = (await readColumn(table, 'Builds')).filter(text => text !== '0');
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map(({ n }) => n)).toEqual(shown);
    const texts = new Set(await readColumn(table, 'p90'));
    expect(rows.filter(({ p90Ms }) => !texts.has(asDuration(p90Ms)))).toEqual([]);
  });

  test('of a stacked chart holds what the chart says of a day', async () => {
    const { page, problems } = await pages.open('/?range=28d');
    const panel = parts.panel(page, 'Developer-hours lost');
    const rows = await saveCsv(page, panel);
    const plot = panel.locator('.recharts-cartesian-grid');
    const box = await plot.boundingBox();
    if (box === null) throw new Error('the chart is not to be seen');
    const tooltip = panel.locator('.recharts-tooltip-wrapper');
    const days = new Set<string>();
    for (const place of [0.3, 0.45, 0.6, 0.75, 0.9]) {
      await page.mouse.move(box.x + box.width * place, box.y + box.height / 2);
      await expect.poll(() => tooltip.locator('tr').count()).toBeGreaterThan(0);
      const day =
        (await tooltip.locator('table').locator('xpath=preceding-sibling::div').textContent()) ?? '';
      const ofDay = rows.filter(({ bucket }) => formatDay(bucket ?? '', true) === day);
      const lostMs = ofDay.reduce((sum, row) => sum + Number(row.lostMs), 0);
      expect(await tooltip.locator('tr').last().textContent(), day).toBe(`all causes${formatHours(lostMs)}`);
      days.add(day);
    }
    expect(days.size).toBe(5);
    expect(problems).toEqual([]);
  });

  test('of a list holds its rows, in their order', async () => {
    const { page } = await pages.open('/services?range=28d');
    const panel = parts.panel(page, 'Services');
    const rows = await saveCsv(page, panel);
    const table = panel.getByRole('table');
    const names = await table
      .getByRole('rowheader')
      .evaluateAll(heads => heads.map(head => head.querySelector('a')?.textContent));
    expect(names).toEqual(rows.map(({ service }) => service));
    expect(await readColumn(table, 'Hours lost')).toEqual(
      rows.map(({ lostMs }) => formatHours(Number(lostMs))),
    );
    expect(await readColumn(table, 'p90 wait')).toEqual(rows.map(({ p90Ms }) => asDuration(p90Ms)));
  });

  test('of builds goes on where the page of the list ends', async () => {
    const { page } = await pages.open('/builds?range=28d&status=success');
    const panel = parts.panel(page, 'Ended');
    const file = await saveCsvFile(page, panel);
    expect(file.suggestedFilename()).toMatch(/^builds_[\d-]{10}_[\d-]{10}_success\.csv$/);
    const rows = await readCsv(file);
    const waits = await readColumn(panel.getByRole('table'), 'Queue');
    expect(waits.length).toBeLessThan(rows.length);
    expect(waits).toEqual(rows.slice(0, waits.length).map(({ queueMs }) => asDuration(queueMs)));
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['success']));
    await page.getByRole('link', { name: 'Older builds' }).click();
    await page.waitForURL(/cursor=/);
    const next = rows[waits.length];
    await parts.row(panel, 0).getByText(`${next?.repository} #${next?.number}`).waitFor();
  });

  test('of a build holds the rows of its waterfall', async () => {
    const { build } = await listPages(pages.address);
    const { page } = await pages.open(`${build}?table=waterfall`);
    const panel = parts.panel(page, 'Waterfall');
    const rows = await saveCsv(page, panel);
    const began = await readColumn(panel.getByRole('table'), 'Began');
    expect(rows.map(({ startMs }) => asDuration(startMs))).toEqual(began);
    expect(rows.some(({ kind }) => kind === 'command')).toBe(true);
  });
});
