import axe from 'axe-core';
import pino from 'pino';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { startDemoServer } from '@/lib/demo/server';
import { createDemoWorld } from '@/lib/demo/world';
import { runPoller } from '@/lib/poller/run-poller';
import { findBrowser, launchBrowser } from './browser';
import { freePort, type RunningCommand, startCommand } from './run-command';

const REPOSITORY = '/repositories/logistics/route-planner';
const found = await findBrowser();
const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

let db: TestDatabase;
let empty: TestDatabase;
let browser: Browser;
let address: string;
let emptyAddress: string;
const running: RunningCommand[] = [];

async function serve(databaseUrl: string): Promise<string> {
  const port = String(await freePort());
  const web = startCommand(['start', '--no-poller'], { env: { DATABASE_URL: databaseUrl, PORT: port } });
  running.push(web);
  await web.printed(`Buildhours is at http://127.0.0.1:${port}`);
  return `http://127.0.0.1:${port}`;
}

/** Some weeks of the demo up to now, logs included. */
async function importDemo(pool: TestDatabase['pool']): Promise<void> {
  const now = new Date();
  const world = createDemoWorld({ seed: 7, origin: now, weeks: 6, developerCount: 4 });
  const server = await startDemoServer({ world, now: () => now });
  await runPoller({
    pool,
    drone: { server: server.url, token: server.tokens.admin },
    timeZone: 'UTC',
    intervalMs: 1_000,
    logPolicy: { minStepSeconds: 0, maxAgeDays: null },
    keepSpansDays: 90,
    once: true,
    signal: new AbortController().signal,
    logger: pino({ level: 'warn' }, pino.destination(2)),
  });
  await server.close();
}

/** A page that notes whatever goes wrong in it. */
async function openPage(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', error => problems.push(error.message));
  page.on('response', response => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(path.startsWith('http') ? path : `${address}${path}`, { waitUntil: 'networkidle' });
  return { page, problems, close: () => context.close() };
}

async function axeViolations(page: Page) {
  await page.evaluate(axe.source);
  const result = await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(r => r.violations)`,
  );
  return violations
    .parse(result)
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' | ')}`);
}

describe.skipIf(found === null)('the pages in a browser', () => {
  beforeAll(async () => {
    if (found === null) return;
    db = await createTestDatabase();
    empty = await createTestDatabase();
    await importDemo(db.pool);
    browser = await launchBrowser(found);
    address = await serve(db.url);
    emptyAddress = await serve(empty.url);
  });
  afterAll(async () => {
    await browser?.close();
    for (const web of running) {
      web.child.kill('SIGTERM');
      await web.ended;
    }
    await db?.drop();
    await empty?.drop();
  });

  test.each(
    ['/', '/repositories', REPOSITORY].flatMap(path =>
      (['light', 'dark'] as const).map(colorScheme => ({ path, colorScheme })),
    ),
  )('$path in $colorScheme: nothing fails, everyone can use it', async ({ path, colorScheme }) => {
    const { page, problems, close } = await openPage(path, { colorScheme });
    expect(problems).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await close();
  });

  test.each(['/repositories', REPOSITORY])('%s fits a phone', async path => {
    const { page, problems, close } = await openPage(path, { viewport: { width: 390, height: 844 } });
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond).toBeLessThanOrEqual(0);
    expect(problems).toEqual([]);
    await close();
  });

  test('from the list to a repository, its step and the commands inside; the address keeps it all', async () => {
    const { page, problems, close } = await openPage('/repositories');
    await page.getByRole('link', { name: 'logistics/route-planner' }).click();
    await page.getByRole('button', { name: 'publish' }).first().click();
    await page.waitForURL(/step=/);
    await page.getByRole('heading', { name: /Inside .*publish/ }).waitFor();
    await page
      .getByText(/docker build --rm=true/)
      .first()
      .waitFor();
    const copied = page.url();
    await page.goBack();
    await page.getByRole('heading', { name: /Inside .*test/ }).waitFor();
    await page.goForward();
    await page.getByRole('heading', { name: /Inside .*publish/ }).waitFor();
    expect(problems).toEqual([]);
    await close();
    const other = await openPage(copied);
    await other.page.getByRole('heading', { name: /Inside .*publish/ }).waitFor();
    await other.close();
  });

  test('the CSV holds what the page shows', async () => {
    const { page, close } = await openPage(`${REPOSITORY}?range=28d`);
    const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: /test$/ }) });
    const runs = (await row.first().getByRole('cell').nth(1).textContent()) ?? '';
    const query = 'range=28d&repository=logistics/route-planner';
    const csv = await fetch(`${address}/api/v1/metrics/step-totals?${query}`, {
      headers: { Accept: 'text/csv' },
    });
    const [head = '', ...lines] = (await csv.text()).trim().split('\r\n');
    const line = lines.map(one => one.split(',')).find(cells => cells[1] === 'test');
    expect(line?.[head.split(',').indexOf('n')]).toBe(runs.replaceAll(',', ''));
    await close();
  });

  test('an empty database says what to do, a wrong address what there is', async () => {
    const { page, problems, close } = await openPage(`${emptyAddress}/repositories`);
    expect(problems).toEqual([]);
    expect((await page.getByRole('main').textContent()) ?? '').toMatch(/DRONE_SERVER|poller|repositories/i);
    await close();
    const response = await fetch(`${address}/repositories/no/such`);
    expect(response.status).toBe(404);
    const metric = await fetch(`${address}/api/v1/metrics/nothing`);
    expect(metric.status).toBe(404);
    expect(await metric.text()).toContain('build-durations');
  });
});
