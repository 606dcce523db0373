import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '@/lib/db/test-database';
import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import { createDemoWorld } from '@/lib/demo/world';
import { axeViolations } from './axe-violations';
import { findBrowser } from './browser';
import { readText } from './page-parts';
import { usePages } from './use-pages';
import { pollOnce } from './world/one-pass';

const found = await findBrowser();
const FIGURES = ['/', '/services', '/teams', '/builds', '/heatmap'];
const NOT_FOUND = /status of 404|^404 /;

/** The tests tell of one import, from before it to its end. */
describe.skipIf(found === null)('the first import', () => {
  const pages = usePages(found, createTestDatabase);
  let drone: DemoServer;

  beforeAll(async () => {
    const now = new Date();
    const world = createDemoWorld({ seed: 7, origin: now, weeks: 2, developerCount: 2 });
    drone = await startDemoServer({ world, now: () => now });
  });
  afterAll(() => drone.close());

  /** One pass, or the part of it until the signal aborts. */
  const poll = (token: string, signal: AbortSignal) =>
    pollOnce({
      pool: pages.pool,
      ci: { kind: 'drone', server: drone.url, token },
      signal,
    });
  const countBuilds = async () => {
    const { rows } = await pages.pool.query<{ n: number }>('select count(*)::int as n from build');
    return rows[0]?.n ?? 0;
  };

  test.each(FIGURES)('before it, %s says why it is empty, and what to do', async path => {
    const { page, problems } = await pages.open(path);
    const text = await readText(page);
    expect(text).toContain('No builds yet');
    expect(text).toContain('No poller is at work');
    expect(text).toContain('DRONE_SERVER and DRONE_TOKEN');
    expect(text).toContain('npx buildhours doctor');
    expect(text).toContain('npm run demo');
    expect(problems).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });

  test.each([
    '/services/shop/web',
    '/teams/shop',
    '/repositories/shop/web/steps/default/test',
    '/repositories/shop/web/builds/1',
  ])('before it, %s is not there yet', async path => {
    const { page, problems } = await pages.open(path);
    const text = await readText(page);
    expect(text).toContain('There is no');
    expect(text).toContain('No builds yet');
    expect(problems.filter(problem => !NOT_FOUND.test(problem))).toEqual([]);
  });

  test('before it, settings can be made', async () => {
    const { page, problems } = await pages.open('/settings/servers');
    const servers = await readText(page);
    expect(servers).toContain('No server yet');
    expect(servers).toContain('none is known yet');
    expect(servers).not.toContain('complete');
    await page.getByRole('link', { name: 'Services and teams' }).click();
    await page.getByText('No step is known yet').waitFor();
    await page.getByRole('link', { name: 'Cost model' }).click();
    await page.getByLabel(/^An hour of a person/).fill('60');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/^Saved\./).waitFor();
    expect(problems).toEqual([]);
  });

  test('a token that Drone refuses: every page says so', async () => {
    await poll('wrong', new AbortController().signal);
    const { page, problems } = await pages.open('/');
    expect(await page.getByRole('main').getByRole('alert').first().textContent()).toMatch(/token/i);
    expect(problems).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('during it, pages show what is there and say how much is to come; then the rest comes by itself', async () => {
    const controller = new AbortController();
    drone.misbehave({ paths: '/builds/[0-9]+$', slowMs: 100 });
    let ended = false;
    const part = poll(drone.tokens.admin, controller.signal).finally(() => {
      ended = true;
    });
    while (!ended && (await countBuilds()) < 20) await sleep(50);
    controller.abort();
    await part.catch((error: unknown) => {
      if (!controller.signal.aborted) throw error;
    });
    const stored = await countBuilds();

    for (const path of ['/', '/builds', '/settings/servers']) {
      const { page, problems } = await pages.open(path);
      const text = await readText(page);
      expect(text).toContain('The history is coming in, newest builds first.');
      expect(text).toMatch(new RegExp(`${stored} of [\\d,]+ builds`));
      expect(text).not.toContain('No builds yet');
      expect(problems).toEqual([]);
      expect(await axeViolations(page)).toEqual([]);
    }

    const { page, problems } = await pages.open('/');
    drone.misbehave({});
    await poll(drone.tokens.admin, new AbortController().signal);
    await page.getByText('The history is coming in').waitFor({ state: 'detached' });
    const { page: anew } = await pages.open('/');
    const after = await readText(anew);
    expect(after).not.toContain('No builds yet');
    // The page asks every half minute how far the poller is, once all builds are in.
    await expect.poll(() => readText(page), { timeout: 90_000 }).toBe(after);
    expect(problems).toEqual([]);
  });
});
