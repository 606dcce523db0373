import type { Locator, Page } from 'playwright-core';

/** Where things are on a page, as a person finds them: by what they are called. */
export const parts = {
  title: (page: Page): Locator => page.getByRole('heading', { level: 1 }),
  panel: (page: Page, title: string): Locator => page.getByRole('article', { name: title }),
  /** The value of a figure, such as `12.4 h`. */
  figure: (page: Page, name: string): Locator =>
    page
      .locator('dl > div')
      .filter({ has: page.locator('dt', { hasText: name }) })
      .locator('dd > div')
      .first(),
  /** The row of a table that names what it is of by a link. */
  row: (within: Locator, index: number): Locator =>
    within
      .locator('tbody tr')
      .filter({ has: within.page().getByRole('rowheader') })
      .nth(index),
  filter: (page: Page, label: string): Locator => page.getByRole('search').getByLabel(label, { exact: true }),
};

/** All that a page says, once it has all its figures and its plots, which come after them, have their axes. */
export async function readText(page: Page): Promise<string> {
  await page
    .locator('[aria-busy="true"]')
    .or(page.getByRole('status', { name: 'Loading' }))
    .first()
    .waitFor({
      state: 'detached',
    });
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main figure > div:first-child')].every(plot =>
      plot.querySelector('svg text'),
    ),
  );
  return (await page.getByRole('main').textContent()) ?? '';
}

/** What stands in a column, from the top. */
export async function readColumn(table: Locator, head: string): Promise<string[]> {
  const heads = await table.getByRole('columnheader').allTextContents();
  // Heads of figures have the mark of how they are sorted before their name.
  const place = heads.findIndex(text => text.replace(/^[^a-z\d]+/i, '').startsWith(head));
  if (place < 0) throw new Error(`there is no column ${head}; there are ${heads.join(', ')}`);
  return table.locator(`tbody tr > :nth-child(${place + 1})`).allTextContents();
}
