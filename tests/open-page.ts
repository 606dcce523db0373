import type { Page, Request } from 'playwright-core';

export interface OpenedPage {
  page: Page;
  /** Whatever went wrong in it so far: errors and warnings of the console, requests that failed. */
  problems: string[];
}

/** Longer than it takes from the end of one request to the start of the next that follows from it. */
const QUIET_MS = 150;

/** What is at an address, once nothing more is loaded. */
export async function openPage(page: Page, address: string): Promise<OpenedPage> {
  const problems = watchProblems(page);
  await loadPage(page, address);
  return { page, problems };
}

/** Goes to an address, and waits until nothing more is loaded nor computed. */
export async function loadPage(page: Page, address: string): Promise<void> {
  const underWay = new Set<Request>();
  let changedMs = performance.now();
  const begin = (request: Request) => {
    underWay.add(request);
    changedMs = performance.now();
  };
  const end = (request: Request) => {
    underWay.delete(request);
    changedMs = performance.now();
  };
  page.on('request', begin).on('requestfinished', end).on('requestfailed', end);
  await page.goto(address);
  while (underWay.size > 0 || performance.now() - changedMs < QUIET_MS) {
    await page.waitForTimeout(QUIET_MS / 3);
    await page.evaluate('new Promise(done => requestIdleCallback(done))');
  }
  page.off('request', begin).off('requestfinished', end).off('requestfailed', end);
}

function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', error => problems.push(error.message));
  page.on('response', response => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', request => {
    const reason = request.failure()?.errorText ?? 'failed';
    // What a page has no more use for, it breaks off itself.
    if (reason !== 'net::ERR_ABORTED') problems.push(`${reason} ${request.url()}`);
  });
  return problems;
}
