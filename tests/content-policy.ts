import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { loadPage } from './open-page';

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

/** Loads an address, and expects a policy of what it may do. @returns what breaks it, as it happens */
export async function loadWithPolicy(page: Page, address: string): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('noteViolation', (text: string) => violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => {
      const note: unknown = Reflect.get(window, 'noteViolation');
      const { violatedDirective, blockedURI, sourceFile, sample } = event;
      if (typeof note === 'function') note([violatedDirective, blockedURI, sourceFile, sample].join(' '));
    });
  });
  const [answer] = await Promise.all([
    page.waitForResponse(response => response.url() === address && response.request().isNavigationRequest()),
    loadPage(page, address),
  ]);
  const headers = answer.headers();
  expect(headers).toMatchObject(HEADERS);
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w-]{20,}' 'strict-dynamic'(;|$)/);
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|style-src [^;]*unsafe-inline/);
  return violations;
}

/** That a loaded page is kept to its policy, and keeps to it with all that opens on it. */
export async function expectPolicyKept(page: Page, violations: string[]): Promise<void> {
  expect(violations).toEqual([]);
  expect(await page.evaluate(runInlineScript)).toBe(false);
  await expect.poll(() => violations.length).toBe(1);
  violations.length = 0;
  expect(await openEverything(page)).toBeGreaterThan(0);
  expect(violations).toEqual([]);
}

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
