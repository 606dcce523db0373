import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { listPages, PAGE_NAMES } from './list-pages';
import { loadPage } from './open-page';
import { usePages } from './use-pages';

const found = await findBrowser();

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()'),
};
/** Buttons that lead away, or begin a download or a print. */
const LEFT_ALONE = /export|print|download|pdf|sign out|delete|remove|unsubscribe|test message/i;
/** So many that could be clicked. */
const MOST_OPENED = 8;

describe.skipIf(found === null)('the policy of what a page may do', () => {
  const pages = usePages(found, createDemoDatabase);

  test.each(PAGE_NAMES)('%s keeps to it, with all that opens on it', async name => {
    const address = pages.address + (await listPages(pages.address))[name];
    const { page, problems } = await pages.open('/metrics');
    const violations: string[] = [];
    await page.exposeFunction('noteViolation', (text: string) => violations.push(text));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', event => {
        const note: unknown = Reflect.get(window, 'noteViolation');
        const { violatedDirective, blockedURI, sourceFile, sample } = event;
        if (typeof note === 'function') note([violatedDirective, blockedURI, sourceFile, sample].join(' '));
      });
    });
    problems.length = 0;
    const [answer] = await Promise.all([
      page.waitForResponse(
        response => response.url() === address && response.request().isNavigationRequest(),
      ),
      loadPage(page, address),
    ]);
    const headers = answer.headers();
    expect(headers).toMatchObject(HEADERS);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w-]{20,}' 'strict-dynamic'(;|$)/);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|style-src [^;]*unsafe-inline/);
    expect(await page.evaluate(runInlineScript)).toBe(false);
    await expect.poll(() => violations.length).toBe(1);
    violations.length = 0;
    problems.length = 0;
    expect(await openEverything(page)).toBeGreaterThan(0);
    expect(violations).toEqual([]);
    expect(problems).toEqual([]);
  });

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
    const { status } = await pages
      .open('/api/v1/health')
      .then(({ page }) => page.request.get(`${pages.address}/builds`, { headers: { Host: 'evil.example' } }))
      .then(refused => ({ status: refused.status() }));
    expect(status).toBe(421);
  });
});

/** Whether a script that somebody smuggled into the page ran. */
function runInlineScript(): boolean {
  const script = document.createElement('script');
  script.textContent = 'window.smuggled = true';
  // Set by hand: what a parser would find in the document is blocked in the same way.
  document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.smuggled = true">');
  return Reflect.get(window, 'smuggled') === true;
}

/** Tooltips, menus, selects, dialogs and the palette, one after the other. @returns how many could be clicked, without the palette */
async function openEverything(page: Page): Promise<number> {
  const targets = page.locator(
    'main button:visible, main [role="combobox"]:visible, main input:visible, header button:visible',
  );
  const count = await targets.count();
  let opened = 0;
  for (let index = 0; index < count && opened < MOST_OPENED; index += 1) {
    const target = targets.nth(index);
    if (!(await target.isVisible()) || !(await target.isEnabled({ timeout: 500 }).catch(() => false)))
      continue;
    const text = `${await target.textContent({ timeout: 2000 }).catch(() => '')} ${await target.getAttribute('aria-label', { timeout: 2000 }).catch(() => '')}`;
    if (LEFT_ALONE.test(text)) continue;
    await target.hover({ timeout: 500, force: true }).catch(() => undefined);
    const isClicked = await target.click({ timeout: 500 }).then(
      () => true,
      () => false,
    );
    if (isClicked) opened += 1;
    await page.waitForTimeout(50);
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('web');
  await page.waitForTimeout(300);
  await page.keyboard.press('Escape');
  return opened;
}
