import type pg from 'pg';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { TestDatabase } from '@/lib/db/test-database';
import { launchBrowser, type TestBrowser } from './browser';
import { type OpenedPage, openPage } from './open-page';
import { type ServedPages, servePages } from './serve-pages';

export interface PagesUnderTest {
  readonly address: string;
  readonly pool: pg.Pool;
  /** A page in a profile of its own; it is closed when the test ends. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

/** Within a `describe`: serves the pages of a database to a browser while its tests run. */
export function usePages(
  found: TestBrowser | null,
  openDatabase: () => Promise<TestDatabase>,
): PagesUnderTest {
  let started: { db: TestDatabase; pages: ServedPages; browser: Browser } | null = null;
  const running = () => {
    if (started === null) throw new Error('the pages are served while tests run, not before');
    return started;
  };
  beforeAll(async () => {
    if (found === null) return;
    const db = await openDatabase();
    const pages = await servePages(db.url);
    started = { db, pages, browser: await launchBrowser(found) };
  });
  afterEach(async () => {
    for (const context of started?.browser.contexts() ?? []) await context.close();
  });
  afterAll(async () => {
    await started?.browser.close();
    await started?.pages.stop();
    await started?.db.drop();
  });
  return {
    get address() {
      return running().pages.address;
    },
    get pool() {
      return running().db.pool;
    },
    open: (path, options) => openPage(running().browser, `${running().pages.address}${path}`, options),
  };
}
