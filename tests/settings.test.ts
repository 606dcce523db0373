import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeViolations } from './axe-violations';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { listPages } from './list-pages';
import { parts } from './page-parts';
import { usePages } from './use-pages';

const found = await findBrowser();
/** What a browser says of an answer that a form expects. */
const REFUSED = /status of (409|422|400)|^(409|422|400) /;

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });
/** Suggestions have the label of their field. */
const field = (page: Page, label: string) =>
  page.getByLabel(label, { exact: true }).and(page.locator('input'));
const saved = (page: Page) => page.getByText(/^Saved\./).waitFor();
const goTo = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();

describe.skipIf(found === null)('the settings', () => {
  const pages = usePages(found, createDemoDatabase);
  const read = async () => (await fetch(`${pages.address}/api/v1/settings`)).json();

  // The demo comes with two.
  test('a rule shows what it matches, then makes a service of it, in the past too', async () => {
    const { page, problems } = await pages.open('/settings/services');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const rule = page.getByRole('listitem').filter({ has: field(page, 'Rule 3, Repository') });
    await field(page, 'Rule 3, Repository').fill('logistics/*');
    await field(page, 'Rule 3, Service').fill('parcels');
    await field(page, 'Rule 3, Team').fill('delivery');
    await rule.getByText(/^1 service in \d+ repositories, \d+ steps: parcels$/).waitFor();
    const changes = page.getByRole('region', { name: 'What saving changes' });
    await changes.getByText('1 service appears').waitFor();
    await changes.getByText(/^\d services disappear$/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await save(page).click();
    await saved(page);
    await changes.waitFor({ state: 'hidden' });
    await goTo(page, 'Services');
    const services = parts.panel(page, 'Services').getByRole('table');
    await services.getByRole('link', { name: 'parcels' }).waitFor();
    expect(await services.getByRole('link', { name: /^logistics\// }).count()).toBe(0);
    await services.getByRole('link', { name: 'parcels' }).click();
    await page.waitForURL('**/services/parcels');
    await page.getByRole('main').getByRole('link', { name: 'delivery' }).first().waitFor();
    await goTo(page, 'Teams');
    await parts.panel(page, 'Teams').getByRole('link', { name: 'delivery' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('what cannot be is refused at its field, and nothing is stored', async () => {
    const before = await read();
    const { page, problems } = await pages.open('/settings/services');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await field(page, 'Rule 4, Repository').fill('platform/*');
    await field(page, 'Rule 4, Service').fill('<name>');
    await save(page).click();
    await page.getByText(/^Not saved/).waitFor();
    expect(await field(page, 'Rule 4, Service').getAttribute('aria-invalid')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
    expect(problems.filter(problem => !REFUSED.test(problem))).toEqual([]);
    expect(await read()).toEqual(before);
  });

  test('Enter in a rule saves nothing, and its service is offered by what it captures', async () => {
    const before = await read();
    const { page, problems } = await pages.open('/settings/services');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await field(page, 'Rule 4, Repository').fill('platform/*');
    await field(page, 'Rule 4, Step').fill('<service>-lint');
    await page.keyboard.press('Enter');
    expect(await field(page, 'Rule 4, Service').inputValue()).toBe('<service>');
    // Who types it all the same has it once.
    await field(page, 'Rule 4, Service').fill('');
    await field(page, 'Rule 4, Step').focus();
    await page.keyboard.press('Tab');
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await page.keyboard.type('<service>');
    expect(await field(page, 'Rule 4, Service').inputValue()).toBe('<service>');
    await page.getByText('Changes that are not saved yet').waitFor();
    expect(await read()).toEqual(before);
    // What is half typed may be asked for, and is refused.
    expect(problems.filter(problem => !REFUSED.test(problem))).toEqual([]);
  });

  test('names complete as one types, steps to those of the repository', async () => {
    const { page, problems } = await pages.open('/settings/services');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await field(page, 'Rule 4, Repository').pressSequentially('cart');
    await page.getByRole('option', { name: 'storefront/cart-api' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await field(page, 'Rule 4, Repository').inputValue()).toBe('storefront/cart-api');
    await field(page, 'Rule 4, Step').pressSequentially('l');
    const options = await page.getByRole('option').allTextContents();
    expect(options).toContain('clone');
    expect(options.filter(option => option.startsWith('ledger-'))).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('two who change the same: the second is warned, and chooses', async () => {
    const [mine, theirs] = [await pages.open('/settings/cost'), await pages.open('/settings/cost')];
    for (const [{ page }, rate] of [
      [theirs, '90'],
      [mine, '80'],
    ] as const) {
      await page.getByLabel(/^An hour of a person/).fill(rate);
      await save(page).click();
      if (page === theirs.page) await saved(page);
    }
    await mine.page.getByText('Somebody else saved this while you were editing').waitFor();
    expect(await axeViolations(mine.page)).toEqual([]);
    await mine.page.getByRole('button', { name: 'Keep mine, to replace theirs' }).click();
    await save(mine.page).click();
    await saved(mine.page);
    expect((await read()).sections.cost.value.ratePerHour).toBe(80);
    await theirs.page.getByLabel(/^An hour of a person/).fill('70');
    await save(theirs.page).click();
    await theirs.page.getByRole('button', { name: 'Load theirs, discard mine' }).click();
    await expect.poll(() => theirs.page.getByLabel(/^An hour of a person/).inputValue()).toBe('80');
    const unexpected = [...mine.problems, ...theirs.problems].filter(problem => !REFUSED.test(problem));
    expect(unexpected).toEqual([]);
  });

  test('what was saved is undone by saving what was stored before, unless somebody else saved since', async () => {
    const rateOf = async () => (await read()).sections.cost.value.ratePerHour;
    const before = await rateOf();
    const { page, problems } = await pages.open('/settings/cost');
    const rate = page.getByLabel(/^An hour of a person/);
    const undo = page.getByRole('button', { name: 'Undo', exact: true });
    const change = async (to: string) => {
      await rate.fill(to);
      expect(await undo.count()).toBe(0);
      await save(page).click();
      await undo.waitFor();
    };
    await change('61');
    expect(await axeViolations(page)).toEqual([]);
    await undo.click();
    await expect.poll(rateOf).toBe(before);
    await expect.poll(() => rate.inputValue()).toBe(String(before));
    await change('62');
    const { page: theirs } = await pages.open('/settings/cost');
    await theirs.getByLabel(/^An hour of a person/).fill('63');
    await save(theirs).click();
    await saved(theirs);
    await undo.click();
    await page.getByText('Somebody else saved this while you were editing').waitFor();
    expect(await rateOf()).toBe(63);
    expect(problems.filter(problem => !REFUSED.test(problem))).toEqual([]);
  });

  test('patterns show which bots they match as they are typed', async () => {
    const before = await read();
    const { page, problems } = await pages.open('/settings/people');
    const { logins } = await (await fetch(`${pages.address}/api/v1/settings/people`)).json();
    const [{ login }] = logins;
    await page
      .getByLabel('Bots, one pattern a line')
      .fill(`deploybot\n${login.slice(0, -2).toUpperCase()}*\n*-robot`);
    const matched = page.getByRole('region', { name: 'Whom these patterns match' }).getByRole('listitem');
    await expect.poll(() => matched.count()).toBe(2);
    expect(await matched.first().textContent()).toContain(`* matches ${login}`);
    expect(await matched.last().textContent()).toBe('deploybot and *-robot match nobody so far');
    await page.getByRole('button', { name: 'Add a name' }).click();
    await page.getByLabel('Alias 1, Login or address').fill(login);
    await field(page, 'Alias 1, Means the person').fill('deploybot');
    await page.getByText(`deploybot matches ${login} (means deploybot)`).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(problems).toEqual([]);
    expect(await read()).toEqual(before);
  });

  test('another time zone asks first', async () => {
    const { page, problems } = await pages.open('/settings/hours');
    await field(page, 'Time zone').fill('Asia/Tokyo');
    await save(page).click();
    const dialog = page.getByRole('dialog', { name: 'Change the time zone to Asia/Tokyo?' });
    await dialog.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Not now' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await save(page).evaluate(button => button === document.activeElement)).toBe(true);
    expect((await read()).sections.hours.value.timeZone).toBeNull();
    expect(await field(page, 'Time zone').inputValue()).toBe('Asia/Tokyo');
    await save(page).click();
    await dialog.getByRole('button', { name: 'Change it and recompute everything' }).click();
    await saved(page);
    expect((await read()).sections.hours.value.timeZone).toBe('Asia/Tokyo');
    await page.getByText('All figures are recomputed by the clock of the new time zone').waitFor();
    expect(problems.filter(problem => !REFUSED.test(problem))).toEqual([]);
  });

  test('a target for a service is set where it is looked at', async () => {
    const { page, problems } = await pages.open((await listPages(pages.address)).service);
    await page.getByRole('button', { name: 'Set a target' }).click();
    await page.getByLabel('Nine of ten builds within').fill('soon');
    await save(page).click();
    await page.getByText('That is no duration').waitFor();
    await page.getByLabel('Nine of ten builds within').fill('1m 30s');
    await save(page).click();
    await page.getByText('above its target of 1m 30s').waitFor();
    await page.reload();
    await page.getByText('above its target of 1m 30s').waitFor();
    expect(problems).toEqual([]);
  });

  test('the file holds what was set, and takes it back', async () => {
    const { page, problems } = await pages.open('/settings/services');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save as buildhours.yaml' }).click();
    expect((await download).suggestedFilename()).toBe('buildhours.yaml');
    await page.getByLabel('Or paste it here').fill('rules: []');
    await page.getByRole('button', { name: 'See what it would change' }).click();
    await page.getByRole('button', { name: 'Take it over' }).click();
    await expect.poll(async () => (await read()).sections.rules.value).toEqual([]);
    await page.getByText('No rules: every repository is a service of its own.').waitFor();
    expect(problems).toEqual([]);
  });

  // The test before took all rules away.
  test('a repository that looks like several services is split by two clicks, and leaves nothing behind', async () => {
    const { page, problems } = await pages.open('/settings/services');
    await page.getByRole('button', { name: 'Split this repository: platform/backbone' }).click();
    const changes = page.getByRole('region', { name: 'What saving changes' });
    await changes.getByText('5 services appear').waitFor();
    await changes.getByText('1 service disappears').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await save(page).click();
    await saved(page);
    await goTo(page, 'Services');
    const services = parts.panel(page, 'Services').getByRole('table');
    await services.getByRole('link', { name: 'ledger', exact: true }).waitFor();
    expect(await services.getByRole('link', { name: 'platform/backbone' }).count()).toBe(0);
    const { services: listed } = await (await fetch(`${pages.address}/api/v1/services`)).json();
    const names = listed.map(({ service }: { service: string }) => service);
    expect(names).toContain('audit-log');
    expect(names).not.toContain('platform/backbone');
    expect(problems).toEqual([]);
  });
});
