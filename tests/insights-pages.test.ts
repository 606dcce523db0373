import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { addDays } from '@/lib/time/days';
import { axeViolations } from './axe-violations';
import { findBrowser } from './browser';
import { createDemoDatabase } from './demo-database';
import { listPages } from './list-pages';
import { parts } from './page-parts';
import { usePages } from './use-pages';

const found = await findBrowser();
/** What a browser says of an answer that a form expects. */
const REFUSED = /status of (400|404|409)|^(400|404|409) /;
const TODAY = new Date().toISOString().slice(0, 10);

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** Suggestions have the label of their field. */
const field = (page: Page, label: string) =>
  page.getByLabel(label, { exact: true }).and(page.locator('input'));
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });

describe.skipIf(found === null)('optimisations, changes and what to fix first', () => {
  const pages = usePages(found, createDemoDatabase);
  let [service, step, cacheChangeId] = ['', '', ''];

  beforeAll(async () => {
    if (found === null) return;
    const paths = await listPages(pages.address);
    service = decodeURIComponent(paths.service.slice('/services/'.length));
    step = 'test';
    const [repository = service] = [service];
    await pages.pool.query(sql`delete from optimisation`);
    await pages.pool.query(sql`delete from found_change`);
    await pages.pool.query(sql`delete from fix_finding`);
    const { rows } = await pages.pool.query<{ id: number; number: number }>(sql`
      select r.id, b.number from repo r join build b on b.repo_id = r.id
      where r.slug = ${repository} order by b.number desc limit 1`);
    const [{ id, number } = { id: 0, number: 0 }] = rows;
    const change = {
      ...{ kind: 'step', service, team: 'any', repository, pipeline: 'default', step },
      ...{ cacheKind: null, tool: null, rangeFrom: addDays(TODAY, -15), rangeUntil: addDays(TODAY, -9) },
      ...{ before: 42_000, after: 105_000, effect: 1.5, isWorse: true, pValue: 1e-9, hoursAWeek: 0.7 },
      ...{ isDrifting: true, label: 'pnpm install --frozen-lockfile', suspectCount: 40 },
      suspects: [
        {
          number,
          createdAt: `${addDays(TODAY, -12)}T09:00:00.000Z`,
          commit: 'abc',
          title: 'New image',
          branch: 'main',
        },
      ],
      logChanges: [
        {
          ...{
            kind: 'no longer cached',
            text: 'pnpm install --frozen-lockfile',
            beforeMs: 9000,
            afterMs: 61_000,
          },
          ...{ hitRatioBefore: 1, hitRatio: 0 },
        },
      ],
    };
    const finding = {
      ...{ remedy: 'reinstalls packages', title: `${step} installs packages anew in every build` },
      ...{
        advice: 'Install in a docker layer.',
        service,
        team: 'any',
        repository,
        pipeline: 'default',
        step,
      },
      ...{ lowHoursAWeek: 0.1, highHoursAWeek: 3, nowMs: 200_000, expectedMs: 120_000, isWorthIt: true },
      evidence: {
        ...{ runs: 200, p50Ms: 200_000, onPathRatio: 0.9, hitRatio: null, missMsARun: null },
        labels: [{ text: 'pip install -r requirements.txt', meanMs: 61_000, runs: 200, hitRatio: 0 }],
      },
    };
    await pages.pool.query(sql`
      insert into found_change (repo_id, subject, day, is_alarm, change, found_at)
      values (${id}, 'step:1', ${addDays(TODAY, -12)}::date, false, ${JSON.stringify(change)}::json, now())`);
    const cache = {
      ...{ ...change, kind: 'cache', cacheKind: 'packages', tool: 'pnpm', before: 0.98, after: 0.03 },
      ...{ effect: -0.95, label: null, suspectCount: 3, logChanges: [], isDrifting: false },
      ...{ rangeFrom: addDays(TODAY, -14), rangeUntil: addDays(TODAY, -8), hoursAWeek: null },
      suspects: change.suspects.map(suspect => ({ ...suspect, title: 'Other lock file' })),
    };
    await pages.pool.query(sql`
      insert into found_change (repo_id, subject, day, is_alarm, change, found_at)
      values (${id}, 'cache:1', ${addDays(TODAY, -11)}::date, false, ${JSON.stringify(cache)}::json, now())`);
    cacheChangeId = `${id}~${addDays(TODAY, -11)}~cache:1`;
    await pages.pool.query(sql`
      insert into fix_finding (repo_id, key, hours_a_week, finding)
      values (${id}, 'one', 1.5, ${JSON.stringify(finding)}::json)`);
    await pages.pool.query(sql`
      insert into fix_first_run (id, fingerprint, from_day, until_day, computed_at)
      values (1, '', ${addDays(TODAY, -28)}::date, ${TODAY}::date, now())
      on conflict (id) do update set fingerprint = ''`);
  });

  test('an optimisation is recorded, edited, deleted, and brought back', async () => {
    const { page, problems } = await pages.open('/optimisations');
    await page.getByText('No optimisation is recorded').waitFor();
    await button(page, 'Record an optimisation').click();
    await save(page).click();
    await page.getByText(/^What was done is empty/).waitFor();
    await page.getByLabel('What was done').fill('Own small base image');
    await page.getByLabel('Since').fill(addDays(TODAY, -14));
    await field(page, 'Services').fill(service);
    await page.getByLabel(/^Hours of work/).fill('six');
    await save(page).click();
    await page.getByText(/must be a number of hours/).waitFor();
    await page.getByLabel(/^Hours of work/).fill('6,5');
    expect(await axeViolations(page)).toEqual([]);
    await save(page).click();
    const recorded = parts.panel(page, 'Recorded').getByRole('table');
    await recorded.getByRole('link', { name: 'Own small base image' }).click();

    await page.waitForURL(/\/optimisations\/\d+$/);
    await page.getByText('Its effect is being computed in the background.').waitFor();
    await page.getByText(`${service} · 6.5 h of work`).waitFor();
    await button(page, 'Edit').click();
    await page.getByLabel('What was done').fill('Small base image');
    await save(page).click();
    await page.getByRole('heading', { level: 1, name: 'Small base image', exact: true }).waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await button(page, 'Delete').click();
    await page.getByText('“Small base image” is deleted.').waitFor();
    await button(page, 'Undo').click();
    await button(page, 'Delete').waitFor();
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Optimisations' })
      .click();
    await recorded.getByRole('link', { name: 'Small base image' }).waitFor();
    expect(problems.filter(problem => !REFUSED.test(problem))).toEqual([]);
  });

  test('two who edit the same: the second is told, and chooses', async () => {
    const { notes } = await (await fetch(`${pages.address}/api/v1/optimisations/notes`)).json();
    const path = `/optimisations/${notes[0].id}`;
    const [mine, theirs] = [await pages.open(path), await pages.open(path)];
    for (const { page } of [mine, theirs]) await button(page, 'Edit').click();
    await theirs.page.getByLabel('Done by').fill('ole');
    await save(theirs.page).click();
    await theirs.page.getByText('by ole').waitFor();
    await mine.page.getByLabel('Done by').fill('anjali');
    await save(mine.page).click();
    await mine.page.getByText('Somebody else saved this while you were editing').waitFor();
    await button(mine.page, 'Load theirs, discard mine').click();
    await expect.poll(() => mine.page.getByLabel('Done by').inputValue()).toBe('ole');
    expect(mine.problems.filter(problem => !REFUSED.test(problem))).toEqual([]);
  });

  test('what is recorded stands on axes of time within its scope, and leads to it', async () => {
    const { page, problems } = await pages.open(`/services/${service}?range=28d`);
    const note = parts.panel(page, 'Wait for a build').getByRole('link', { name: 'Small base image' });
    await note.waitFor();
    const other = (await (await fetch(`${pages.address}/api/v1/services`)).json()).services.find(
      (known: { service: string }) => known.service !== service,
    );
    const { page: elsewhere } = await pages.open(`/services/${other.service}?range=28d`);
    await parts.panel(elsewhere, 'Wait for a build').waitFor();
    expect(await elsewhere.getByRole('link', { name: 'Small base image' }).count()).toBe(0);
    await note.click();
    await page.waitForURL(/\/optimisations\/\d+$/);
    expect(problems).toEqual([]);
  });

  test('a change shows its suspects, is acknowledged by somebody, and that is taken back', async () => {
    const { page, problems } = await pages.open(`/changes?step=${step}`);
    const change = page.getByRole('listitem').filter({ hasText: `Step ${step} of ${service}` });
    await change.getByText('+1m 03s (+150%), from 42s to 1m 45s').waitFor();
    await change.getByText('costs 0.7 h a week').waitFor();
    await change.getByText('drifting').waitFor();
    await change.getByRole('button', { name: 'Suspects: 40 builds' }).click();
    await change.getByText('100% cached before, 0% after').waitFor();
    await change.getByText('New image').waitFor();
    await change.getByText(/[A-Z][a-z]{2}, 09:00 · main · abc$/).waitFor();
    const address = await change.getByRole('link', { name: 'pull requests' }).getAttribute('href');
    expect(Object.fromEntries(new URL(address ?? '', pages.address).searchParams)).toEqual({
      ...{ event: 'pull_request', range: `${addDays(TODAY, -15)}..${addDays(TODAY, -9)}` },
      repository: expect.any(String),
    });
    expect(await axeViolations(page)).toEqual([]);
    await change.getByRole('button', { name: 'Acknowledge' }).click();
    await change.getByLabel('What is known of it').fill('its path changed');
    await change.getByLabel('Your name').fill('jonas');
    await change.getByRole('button', { name: 'Acknowledge' }).click();
    await change.getByText(/^Acknowledged, by jonas on .*: its path changed$/).waitFor();
    await page.getByLabel('State').selectOption('Not acknowledged');
    await page.getByText('No change is like that.').waitFor();
    await page.getByLabel('State').selectOption('Acknowledged');
    await change.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('No change is like that.').waitFor();
    expect(problems).toEqual([]);
  });

  test('an address opens what changed with something else, with the suspects of its own range', async () => {
    const { page, problems } = await pages.open(`/changes?open=${encodeURIComponent(cacheChangeId)}`);
    const change = page.getByRole('listitem').filter({ hasText: `Step ${step} of ${service}` });
    await change.getByText(/^With it: Cache of step .* hits less, from 98% to 3.0% of look-ups/).waitFor();
    await change.getByText('Other lock file').waitFor();
    expect(await change.getByText('New image').count()).toBe(0);
    await change.getByRole('button', { name: 'Hide these suspects' }).click();
    await change.getByText('Other lock file').waitFor({ state: 'detached' });
    await change.getByRole('button', { name: 'Suspects: 40 builds' }).click();
    await change.getByText('New image').waitFor();
    await change.getByRole('button', { name: 'Suspects for the cache: 3 builds' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('a change is explained in words, or by an optimisation', async () => {
    const { page, problems } = await pages.open('/changes');
    // It got slower: words are asked for first, and nobody is led to record what made it so as an optimisation.
    await button(page, 'Explain').click();
    await page.getByLabel('Optimisation', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Record/ }).count()).toBe(0);
    await button(page, 'Explained').click();
    await page.getByText(/is empty: say why/).waitFor();
    await page.getByLabel('What explains it').fill('a lock file that changes daily');
    await button(page, 'Explained').click();
    await page.getByText(/^Explained, .*: a lock file that changes daily$/).waitFor();
    await button(page, 'Take it back').click();
    await button(page, 'Explain').click();
    await page.getByLabel('Optimisation', { exact: true }).selectOption({ index: 1 });
    await button(page, 'Explained').click();
    await page.getByText(/^Explained by the optimisation Small base image/).waitFor();
    expect(problems).toEqual([]);
  });

  test('a finding is set aside with a reason, taken back, and marked as done with what it is expected to save', async () => {
    const { page, problems } = await pages.open('/fix-first');
    const first = parts
      .panel(page, /^What to fix first/.source.slice(1))
      .getByRole('listitem')
      .first();
    await first.getByText('saves 1.5 h a week').waitFor();
    await button(page, 'Set aside').click();
    await button(page, 'Set aside').click();
    await page.getByText(/is empty: say why/).waitFor();
    await page.getByLabel('Why it is set aside').fill('the image is replaced next month');
    await button(page, 'Set aside').click();
    await page.getByText(/when it cost 1.5 h a week: the image is replaced next month$/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await button(page, 'Take it back').click();
    await first.getByRole('button', { name: 'Mark as done' }).click();
    expect(await page.getByLabel(/^Expected to save/).inputValue()).toBe('1.5');
    expect(await page.getByLabel('What was done').inputValue()).toContain('installs packages anew');
    await save(page).click();
    await page.getByText('What it saves is measured from now on').waitFor();
    await page.getByRole('link', { name: /installs packages anew/ }).click();
    await page.waitForURL(/\/optimisations\/\d+$/);
    await page.getByText(/^Not enough data until/).waitFor();
    expect(problems).toEqual([]);
  });

  test('two ranges are compared; every number behind it can be saved', async () => {
    const { page, problems } = await pages.open(`/compare?service=${service}`);
    await parts.panel(page, 'Verdict').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save every number (JSON)' }).click();
    expect((await download).suggestedFilename()).toMatch(/^compare-.*\.json$/);
    await page.getByLabel('Branch before').selectOption('Default branch');
    await page.getByText('The two sides differ by a filter').waitFor();
    expect(new URL(page.url()).searchParams.get('againstBranch')).toBe('default');
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(`${pages.address}/compare?against=2026-02-30..2026-03-02`);
    expect(await page.getByRole('main').getByRole('alert').textContent()).toContain(
      'has no such day as 2026-02-30',
    );
    await button(page, 'Compare with the days just before').click();
    await parts.panel(page, 'Verdict').waitFor();
    expect(problems).toEqual([]);
  });
});
