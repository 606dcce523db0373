import type pg from 'pg';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { TestDatabase } from '@/lib/db/test-database';
import { launchBrowser, type TestBrowser } from './browser';
import { type OpenedPage, openPage } from './open-page';
import { Profiles } from './profiles';
import { type ServedPages, servePages } from './serve-pages';

export interface PagesUnderTest {
  readonly address: string;
  readonly pool: pg.Pool;
  /** A page in a profile of its own, which is empty; it is closed when the test ends. */
  open(path: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

/** Within a `describe`: serves the pages of a database to a browser while its tests run. */
export function usePages(
  found: TestBrowser | null,
  openDatabase: () => Promise<TestDatabase>,
): PagesUnderTest {
  let started: { db: TestDatabase; pages: ServedPages; browser: Browser; profiles: Profiles } | null = null;
  const running = () => {
    if (started === null) throw new Error('the pages are served while tests run, not before');
    return started;
  };
  beforeAll(async () => {
    if (found === null) return;
    const db = await openDatabase();
    const pages = await servePages(db.url);
    const browser = await launchBrowser(found);
    started = { db, pages, browser, profiles: new Profiles(browser, pages.address) };
  });
  afterEach(() => started?.profiles.closePages());
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
    open: async (path, options) => {
      const { profiles, pages } = running();
      return openPage(await profiles.newPage(options), pages.address + path);
    },
  };
}
