import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

interface Profile {
  context: BrowserContext;
  /** The options that it was made with. */
  options: string;
  isTaken: boolean;
}

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
/** Needs neither a database nor to be signed in. */
const PICTURE = '/icon.svg';
/** Busy cores are slow to show what is waited for. */
const PATIENCE_MS = 120_000;

/**
 * Profiles of a browser, each with one page at a time. One whose page is closed is emptied and taken for another: only the
 * product's files stay in its cache, and a picture stays open, so that its process goes on. To begin with neither takes most
 * of the time of a page.
 */
export class Profiles {
  private readonly profiles: Profile[] = [];
  private readonly pages = new Set<Page>();

  /** @param address whose pages they show: what these keep in the browser is deleted */
  constructor(
    private readonly browser: Browser,
    private readonly address: string,
  ) {}

  /** A page of somebody who was never here. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const wanted = JSON.stringify(options);
    const used = this.profiles.find(({ isTaken, options }) => !isTaken && options === wanted);
    if (used !== undefined) used.isTaken = true;
    const profile = used ?? { context: await this.makeContext(options), options: wanted, isTaken: true };
    if (used === undefined) this.profiles.push(profile);
    const page = await profile.context.newPage();
    this.pages.add(page);
    page.once('close', () => {
      this.pages.delete(page);
      profile.isTaken = false;
    });
    if (used !== undefined) await this.empty(profile.context, page);
    return page;
  }

  async closePages(): Promise<void> {
    for (const page of this.pages) await page.close();
  }

  private async makeContext(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await this.browser.newContext({ ...DESKTOP, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const picture = await context.newPage();
    await picture.goto(this.address + PICTURE);
    return context;
  }

  private async empty(context: BrowserContext, page: Page): Promise<void> {
    await context.clearCookies();
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: this.address, storageTypes: 'all' });
    await session.detach();
  }
}
