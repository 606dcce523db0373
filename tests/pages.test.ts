import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeViolations, colourViolations } from './axe-violations';
import { findBrowser } from './browser';
import { expectPolicyKept, loadWithPolicy } from './content-policy';
import { createDemoDatabase } from './demo-database';
import { listPages, PAGE_NAMES } from './list-pages';
import { usePages } from './use-pages';

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Of small notebooks and of tablets: what was loaded is drawn anew, not loaded again. */
const BETWEEN = [1280, 1024, 820, 768];
/** What a browser says of an answer that a page expects. */
const NOT_FOUND = /status of 404|^404 /;

const found = await findBrowser();

/** Pixels by which the page is wider than the screen. */
const beyond = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Tables whose last columns are to be seen by scrolling only. */
const cutTables = (page: Page) =>
  page.locator('main table').evaluateAll(tables =>
    tables.flatMap(table => {
      const scrolling = (within: Element | null): Element | null =>
        within === null || getComputedStyle(within).overflowX !== 'visible'
          ? within
          : scrolling(within.parentElement);
      const width = scrolling(table.parentElement)?.clientWidth ?? Number.POSITIVE_INFINITY;
      return table.scrollWidth > width
        ? [`${table.querySelector('caption')?.textContent} is cut at ${width} px`]
        : [];
    }),
  );

/** What can have the focus inside something that scrolls, and would have its ring cut off there. */
const cutRings = (page: Page) =>
  page.locator('main :is(a, button, input, select, textarea, summary)').evaluateAll(controls =>
    controls.flatMap(control => {
      const [box] = control.getClientRects();
      const cut = (within: Element | null): boolean => {
        if (within === null || box === undefined || box.width <= 1) return false;
        const left = within.getBoundingClientRect().left + within.clientLeft;
        const isCut =
          getComputedStyle(within).overflowX !== 'visible' && box.left >= left && box.left - left < 3;
        return isCut || cut(within.parentElement);
      };
      return cut(control.parentElement) ? [`the ring around ${control.textContent} is cut off`] : [];
    }),
  );

/** Colours pass into others for a moment, in which they are neither. */
async function transitionsEnd(): Promise<void> {
  const transitions = document.getAnimations().filter(animation => animation instanceof CSSTransition);
  await Promise.allSettled(transitions.map(({ finished }) => finished));
}

async function tooWide(page: Page): Promise<string[]> {
  const pixels = await beyond(page);
  return [...(await cutTables(page)), ...(pixels > 0 ? [`is ${pixels} px wider than the screen`] : [])];
}

async function faultsOf(page: Page): Promise<string[]> {
  const faults = [...(await axeViolations(page)), ...(await cutRings(page)), ...(await tooWide(page))];
  if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) faults.push('has not one h1');
  if ((await page.title()) === '') faults.push('has no title');
  return faults;
}

describe.skipIf(found === null)('every page', () => {
  const pages = usePages(found, createDemoDatabase);
  let paths: ReturnType<typeof listPages> | undefined;

  test.each(PAGE_NAMES)(
    '%s: nothing fails, everyone can use it, it does nothing but what it may, it fits a phone',
    async name => {
      paths ??= listPages(pages.address);
      const path = (await paths)[name];
      const { page, problems } = await pages.open('/icon.svg', { viewport: DESKTOP, colorScheme: 'dark' });
      const violations = await loadWithPolicy(page, pages.address + path);
      expect([...problems, ...(await faultsOf(page))], 'dark').toEqual([]);
      // Nothing else follows from it: where everything stands was just looked at.
      await page.emulateMedia({ colorScheme: 'light' });
      await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
      await page.evaluate(transitionsEnd);
      expect([...problems, ...(await colourViolations(page))], 'light').toEqual([]);
      for (const width of BETWEEN) {
        await page.setViewportSize({ ...DESKTOP, width });
        // Charts are drawn for another width a moment later.
        await expect.poll(() => tooWide(page), { message: `${width} px` }).toEqual([]);
      }
      await page.setViewportSize(DESKTOP);
      await expectPolicyKept(page, violations);
      // The browser says, once, that it ran no script that was smuggled in.
      expect(problems.splice(0), 'opened').toEqual([expect.stringContaining('Content Security Policy')]);
      const { page: phone, problems: onPhone } = await pages.open(path, { viewport: PHONE });
      expect([...onPhone, ...(await faultsOf(phone))], 'on a phone').toEqual([]);
    },
  );

  test('each reader of a page that is kept has a nonce of their own', async () => {
    const read = async () => {
      const answer = await fetch(`${pages.address}/services`);
      const nonce = /'nonce-([\w-]+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? '';
      const html = await answer.text();
      const inDocument = new Set(
        [...html.matchAll(/<(?:script|style)[^>]* nonce="([^"]*)"/g)].map(([, one]) => one),
      );
      expect([...inDocument]).toEqual([nonce]);
      return nonce;
    };
    const nonces = new Set([await read(), await read(), await read()]);
    expect(nonces.size).toBe(3);
  });

  test('data may do nothing, and the host that is asked must be ours', async () => {
    const answer = await fetch(`${pages.address}/api/v1/services`);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const { page } = await pages.open('/api/v1/health');
    const refused = await page.request.get(`${pages.address}/builds`, { headers: { Host: 'evil.example' } });
    expect(refused.status()).toBe(421);
  });

  test.each([
    ['/services/no/such', 'There is no service no/such'],
    ['/teams/nobody', 'There is no team nobody'],
    ['/repositories/no/such/steps/default/test', 'There is no step test'],
    ['/repositories/no/such/builds/1', 'There is no build'],
    ['/repositories/no/such/builds/first', 'There is no build'],
    ['/nothing', 'There is no such page'],
  ])('%s is no page, and says what may be wrong', async (path, heading) => {
    const { page, problems } = await pages.open(path);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(heading);
    expect(await page.getByRole('main').getByRole('link', { name: 'All services' }).count()).toBe(1);
    expect(problems.filter(problem => !NOT_FOUND.test(problem))).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('a browser without scripts is told that they are needed', async () => {
    const page = await (await fetch(pages.address)).text();
    expect(/<noscript>(.*?)<\/noscript>/s.exec(page)?.[1]).toContain('These pages need JavaScript');
  });

  test('a name that is nearly right leads to the right one', async () => {
    const path = (await listPages(pages.address)).service;
    const { page } = await pages.open(`${path}x`);
    await page
      .getByRole('main')
      .getByRole('link', { name: path.slice('/services/'.length), exact: true })
      .click();
    await page.waitForURL(`${pages.address}${path}`);
  });

  test('a range that means nothing: the page says what would be right, and takes it', async () => {
    const { page, problems } = await pages.open('/?range=nonsense');
    const alert = page.getByRole('main').getByRole('alert');
    expect(await alert.textContent()).toContain('The range “nonsense” in the address is no range.');
    expect(await alert.getByRole('button', { name: 'Show the last 4 weeks' }).count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('Range').selectOption('Last 28 days');
    await page.getByRole('article', { name: /^Wait for a build/ }).waitFor();
    expect(await page.getByRole('main').getByRole('alert').count()).toBe(0);
    expect(new URL(page.url()).search).toBe('?range=28d');
    expect(problems).toEqual([]);
  });

  test.each([
    ['/services', '2026-02-30..2026-03-02', 'has no such day as 2026-02-30'],
    ['/builds', '2026-03-03..2026-03-02', 'ends before it begins'],
  ])('%s?range=%s %s', async (path, range, problem) => {
    const { page, problems } = await pages.open(`${path}?range=${range}`);
    expect(await page.getByRole('main').getByRole('alert').textContent()).toContain(problem);
    await page.getByRole('button', { name: 'Show the last 4 weeks' }).click();
    await page.getByRole('main').getByRole('table').first().waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(problems).toEqual([]);
  });

  test('other filters that mean nothing are left out', async () => {
    const { page, problems } = await pages.open('/?bucket=hour&branch=both&event=wish');
    await page.getByRole('article', { name: /^Wait for a build/ }).waitFor();
    expect(problems).toEqual([]);
    const metric = await fetch(`${pages.address}/api/v1/metrics/wait?bucket=hour`);
    expect(metric.status).toBe(400);
    expect(await metric.text()).toContain('bucket: must be auto, day or week');
  });

  test.each([
    ['/', /Being computed: \d+ weeks? of this range to go/],
    ['/services', /, – lost together/],
    ['/teams', /, – lost together/],
    ['/steps', /, – lost together/],
    ['/reports/next', /hours lost not computed yet/],
    ['/settings/cost', /being computed/],
  ])('hours lost that are not computed yet are not called none: %s', async (path, said) => {
    await pages.pool.query('truncate lost_week, waiting_week');
    const { page, problems } = await pages.open(path);
    const main = page.getByRole('main');
    expect(
      await main.getByText(/(^|[^0-9.])0 h\b(?! to)|No build that somebody waited for/).allTextContents(),
    ).toEqual([]);
    expect(await main.getByText(said).count()).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });
});
