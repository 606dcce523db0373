import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { parts } from './page-parts';
import { usePages } from './use-pages';

const found = await findBrowser();
const PHONE = { width: 390, height: 844 };
const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 1000, height: 800 },
  { width: 800, height: 800 },
  PHONE,
];

/** What each row says to the eye. */
const readRows = (table: Locator) => table.locator('tbody tr').allInnerTexts();
const among = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe.skipIf(found === null)('lists', () => {
  const pages = usePages(found, createDemoDatabase);

  /**
   * Of the latest builds, every second waits in the queue, and the last has been there for a day. Of those that lists begin
   * with: at night the latest are of cron.
   */
  async function setUnderWay(count: number): Promise<void> {
    await pages.pool.query('delete from build where finished_at is null');
    await pages.pool.query(
      `with latest as (
        select repo_id, number, row_number() over (order by finished_at desc) as place from build
        where event in ('push', 'pull_request') order by finished_at desc limit $1
      )
      update build b set finished_at = null,
        status = case place % 2 when 1 then 'running' else 'pending' end,
        created_at = now() - case place when $1 then interval '23 hours' else interval '1 minute' end
      from latest l where l.repo_id = b.repo_id and l.number = b.number`,
      [count],
    );
  }

  test('builds under way: all to be seen, the overdue first, sent with the page', async () => {
    await setUnderWay(10);
    const html = await (await fetch(`${pages.address}/builds`)).text();
    expect(html.indexOf('Under way')).toBeGreaterThan(0);
    expect(html.indexOf('Under way')).toBeLessThan(html.indexOf('aria-label="Loading"'));

    const { page, problems } = await pages.open('/builds');
    const panel = parts.panel(page, 'Under way');
    const rows = await readRows(panel);
    expect(rows.length).toBe(8);
    expect(rows[0]).toContain('overdue');
    expect(rows[1]).not.toContain('overdue');
    await panel.getByRole('button', { name: '2 more' }).click();
    await expect.poll(async () => (await readRows(panel)).length).toBe(10);
    const scrolling = await panel
      .locator('*')
      .evaluateAll(
        parts =>
          parts.filter(
            part =>
              getComputedStyle(part).overflowY !== 'visible' &&
              part.clientHeight > 1 &&
              part.scrollHeight > part.clientHeight,
          ).length,
      );
    expect(scrolling).toBe(0);
    expect(problems).toEqual([]);
  });

  test('builds that wait for approval are one line, which unfolds', async () => {
    await setUnderWay(4);
    await pages.pool.query(`
      update build b set status = 'blocked', created_at = now() - interval '171 days' where (b.repo_id, b.number) in (
        select repo_id, number from build where status = 'pending' order by repo_id limit 2)`);
    const { page, problems } = await pages.open('/builds');
    const panel = parts.panel(page, 'Under way');
    await panel.getByText('2 running or in the queue').waitFor();
    expect((await readRows(panel)).length).toBe(2);
    await panel.getByRole('button', { name: '2 wait for approval, the oldest for 171 days' }).click();
    await expect.poll(async () => (await readRows(panel)).length).toBe(4);
    expect(problems).toEqual([]);
  });

  test('no build under way leaves no hole', async () => {
    await setUnderWay(0);
    const { page } = await pages.open('/builds');
    const panel = parts.panel(page, 'Under way');
    await panel.getByText('No build is under way now.').waitFor();
    expect((await panel.boundingBox())?.height).toBeLessThan(150);
  });

  test('a phone shows below the names what has columns on a wide screen, and neither says it twice', async () => {
    await setUnderWay(4);
    const { page } = await pages.open('/builds?range=28d');
    const [underWay, ended] = [parts.panel(page, 'Under way'), parts.panel(page, 'Ended')];
    for (const viewport of WIDTHS) {
      await page.setViewportSize(viewport);
      const isPhone = viewport === PHONE;
      for (const row of await readRows(underWay)) {
        expect(among(row, /so far/g), row).toBe(isPhone ? 1 : 0);
        expect(among(row, /running|in the queue/g), row).toBe(1);
      }
      const rows = await readRows(ended);
      expect(rows.length).toBeGreaterThan(20);
      for (const row of rows) expect(among(row, /\d\d:\d\d/g), row).toBe(1);
      expect(rows.some(row => / lost$/m.test(row))).toBe(isPhone);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    }
  });

  test('the heads of a list show that they sort, and nothing moves when they do', async () => {
    const { page } = await pages.open('/services');
    // Badges of changes come after the list.
    await page.waitForLoadState('networkidle');
    const table = parts.panel(page, 'Services').getByRole('table');
    const heads = table.getByRole('columnheader');
    const places = () =>
      heads.evaluateAll(cells => cells.map(cell => JSON.stringify(cell.getBoundingClientRect())));
    const before = await places();
    const builds = heads.filter({ has: page.getByRole('button', { name: 'Builds', exact: true }) });
    expect(await builds.textContent()).toContain('↕');
    await builds.getByRole('button').click();
    await page.waitForURL(/sort=-builds/);
    await expect.poll(() => builds.getAttribute('aria-sort')).toBe('descending');
    expect(await builds.textContent()).toContain('↓');
    expect(await places()).toEqual(before);
  });

  test('a row that leads nowhere does not light up', async () => {
    const { page } = await pages.open('/heatmap');
    const row = parts.row(parts.panel(page, 'Use of the runners'), 1);
    const look = () => row.evaluate(element => getComputedStyle(element).backgroundColor);
    const before = await look();
    await row.getByRole('cell').nth(2).hover();
    expect(await look()).toBe(before);
  });

  test('one that leads on does so wherever it is clicked', async () => {
    const { page } = await pages.open('/services');
    const row = parts.row(parts.panel(page, 'Services'), 1);
    const name = await row.locator('a').first().textContent();
    const box = await row.getByRole('cell').nth(2).boundingBox();
    if (box === null) throw new Error('the row is not to be seen');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForURL(`**/services/${name}`);
  });

  test('an hour of the heatmap leads to its builds: by the pointer, the keyboard and a second tap', async () => {
    const { rows, days } = await (await fetch(`${pages.address}/api/v1/metrics/heatmap?range=28d`)).json();
    // One all of whose builds are in both: what is under way, here or since other tests, is in no list, and declined ones only there.
    const hours = await pages.pool.query(
      `select extract(isodow from created_at at time zone 'UTC')::int weekday,
        extract(hour from created_at at time zone 'UTC')::int as hour, count(*)::int as builds
      from build where finished_at is null or finished_at >= $1::date group by 1, 2
      having bool_and(finished_at is not null and status <> 'declined')`,
      [days.from],
    );
    const isWhole = (row: { weekday: number; hour: number; builds: number }) =>
      hours.rows.some(
        ({ weekday, hour, builds }) => weekday === row.weekday && hour === row.hour && builds === row.builds,
      );
    const { weekday, hour, builds } = rows.find(
      (row: { weekday: number; hour: number; builds: number }) =>
        row.builds > 3 && row.builds < 40 && isWhole(row),
    );
    const cellOf = (page: Page) =>
      page.locator(`[role="gridcell"][data-index="${(weekday - 1) * 24 + hour}"]`);
    const address = `/builds?range=28d&weekHour=${weekday}-${String(hour).padStart(2, '0')}`;
    const { page, problems } = await pages.open('/heatmap?range=28d');
    await cellOf(page).click();
    await page.waitForURL(`**${address}`);
    await expect.poll(async () => (await readRows(parts.panel(page, 'Ended'))).length).toBe(builds);
    await page.getByRole('button', { name: /^Clear the filter pushed/ }).click();
    await page.waitForURL('**/builds?range=28d');
    await page.goBack();
    await page.goBack();
    await cellOf(page).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${address}`);
    const { page: phone } = await pages.open('/heatmap?range=28d', { viewport: PHONE, hasTouch: true });
    await cellOf(phone).tap();
    await phone.getByText('successful builds').last().waitFor();
    expect(new URL(phone.url()).pathname).toBe('/heatmap');
    await cellOf(phone).tap();
    await phone.waitForURL(`**${address}`);
    expect(problems).toEqual([]);
  });

  test('an empty range offers the way out of it once', async () => {
    const { page } = await pages.open('/?range=2020-01-06..2020-01-12');
    const offers = page.getByRole('button', { name: 'Show the last 26 weeks' });
    await offers.first().waitFor();
    expect(await offers.count()).toBe(1);
    await offers.click();
    await page.waitForURL('**/?range=26w');
  });
});
