import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { OIDC_CLIENT, type OidcServer, startOidcServer } from '@/tests/world/oidc-server';
import { axeViolations } from './axe-violations';
import { findBrowser, launchBrowser } from './browser';
import { openPage } from './open-page';
import { DESKTOP } from './profiles';
import { freePort } from './run-command';
import { type ServedPages, servePages } from './serve-pages';

const found = await findBrowser();

const ANN = { email: 'ann@example.com', email_verified: true, name: 'Ann Lee', groups: ['builders'] };

describe.skipIf(found === null)('signing in at a provider of OpenID Connect', () => {
  let db: TestDatabase;
  let pages: ServedPages;
  let provider: OidcServer;
  let browser: Browser;

  beforeAll(async () => {
    if (found === null) return;
    db = await createTestDatabase();
    const port = String(await freePort());
    provider = await startOidcServer(`http://127.0.0.1:${port}/sign-in/oidc/callback`);
    provider.accounts.set('ann', ANN);
    provider.accounts.set('mallory', {
      ...ANN,
      email: 'boss@example.com',
      email_verified: false,
      groups: [],
    });
    pages = await servePages(db.url, {
      PORT: port,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: OIDC_CLIENT.id,
      OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
      OIDC_NAME: 'Acme',
      ADMINS: 'boss@example.com',
      EDITOR_GROUPS: 'builders',
    });
    browser = await launchBrowser(found);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.stop();
    await provider?.close();
    await db?.drop();
  });

  /** In a profile of its own. */
  const open = async (path: string) => openPage(await browser.newPage(DESKTOP), pages.address + path);

  /** Through the provider's own pages. */
  async function signIn(page: Page, login: string): Promise<void> {
    await page.getByRole('link', { name: 'Sign in with Acme' }).click();
    await page.getByPlaceholder('Enter any login').fill(login);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  const sessionOf = async (page: Page) =>
    (await page.context().cookies()).find(({ name }) => name === 'buildhours');

  test('leads to the page that was asked for, with the role of the group, and out again', async () => {
    const { page, problems } = await open('/builds?range=1w');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(await axeViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
    await signIn(page, 'ann');
    await page.waitForURL(`${pages.address}/builds?range=1w`);
    expect(await sessionOf(page)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    await page.getByText('Ann Lee').waitFor();
    await page.getByText('editor', { exact: true }).waitFor();
    const secret = (await sessionOf(page))?.value ?? '';
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in with Acme' }).waitFor();
    expect(await sessionOf(page)).toBeUndefined();
    const again = await fetch(`${pages.address}/api/v1/session`, {
      headers: { Cookie: `buildhours=${secret}` },
    });
    expect(again.status).toBe(401);
  });

  test('an address that the provider has not verified makes nobody an admin', async () => {
    const { page } = await open('/');
    await signIn(page, 'mallory');
    await page.waitForURL(`${pages.address}/`);
    await page.getByText('viewer', { exact: true }).waitFor();
    const settings = await page.goto(`${pages.address}/settings/people`);
    expect(settings?.status()).toBe(403);
    await page.getByRole('heading', { name: 'This page takes a higher role' }).waitFor();
  });

  test('what was begun in another browser, or made up, ends nothing', async () => {
    const begun = await fetch(`${pages.address}/sign-in/oidc`, { redirect: 'manual' });
    const location = new URL(begun.headers.get('location') ?? '');
    expect(location.searchParams.get('code_challenge_method')).toBe('S256');
    const state = location.searchParams.get('state') ?? '';
    const kept = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const back = async (search: string, headers: Record<string, string>) => {
      const answer = await fetch(`${pages.address}/sign-in/oidc/callback?${search}`, {
        headers,
        redirect: 'manual',
      });
      expect(answer.headers.get('set-cookie')).not.toMatch(/buildhours=[\w-]/);
      return answer.headers.get('location');
    };
    const code = randomBytes(16).toString('hex');
    const issuer = encodeURIComponent(provider.issuer);
    expect(await back(`code=${code}&state=${state}`, {})).toBe('/sign-in?problem=expired');
    expect(await back(`code=${code}&state=other`, { Cookie: kept })).toBe('/sign-in?problem=expired');
    expect(await back(`code=${code}&state=${state}&iss=${issuer}`, { Cookie: kept })).toBe(
      '/sign-in?problem=provider',
    );
    expect(await back(`error=access_denied&state=${state}`, { Cookie: kept })).toBe(
      '/sign-in?problem=refused',
    );
  });

  test('the page says in words what went wrong', async () => {
    const { page } = await open('/sign-in?problem=stranger');
    await page.getByRole('alert').getByText('may not use Buildhours').waitFor();
  });
});
