import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { peopleSchema } from '@/lib/settings/people';
import { storeSettings } from '@/lib/settings/save-settings';
import { StoredSettingsError } from '@/lib/settings/settings-problems';
import { SMALL_ZONE, storeSmallWorld } from '@/tests/world/small-world';
import { WeekSource } from './week-source';

let db: TestDatabase;
let source: WeekSource;
const MARCH = metricFilterSchema.parse({ range: '2026-03-01..2026-03-31' });

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    'truncate server, stage, step, series, login, setting, packed_week, lost_week, waiting_week, dirty_week restart identity cascade',
  );
  source = new WeekSource(db.pool);
  await storeSmallWorld(db.pool, 'acme/api', [{ number: 1, finished: '2026-03-10T10:00:00Z' }]);
});

/** Asked as by somebody who comes after a while. */
async function services(): Promise<string[]> {
  source.expire();
  const context = { source, now: new Date('2026-04-01T12:00:00Z'), timeZone: SMALL_ZONE };
  const { rows } = await runMetric(context, 'services', MARCH);
  return rows.map(
    ({ service, team, builds, waitedBuilds }) =>
      `${service} of ${team}: ${builds}, ${waitedBuilds} waited for`,
  );
}

test('figures follow what is packed', async () => {
  expect(await services()).toEqual(['acme/api of acme: 1, 1 waited for']);
  await storeSmallWorld(db.pool, 'acme/api', [{ number: 2, finished: '2026-03-11T10:00:00Z' }]);
  await storeSmallWorld(db.pool, 'acme/web', [
    { number: 1, finished: '2026-03-11T10:00:00Z', step: { name: 'new' } },
  ]);
  expect(await services()).toEqual([
    'acme/api of acme: 2, 2 waited for',
    'acme/web of acme: 1, 1 waited for',
  ]);
});

test('rules, people and names of repositories count at once, also for what was packed before', async () => {
  expect(await services()).toEqual(['acme/api of acme: 1, 1 waited for']);
  const rules = [{ repository: 'acme/*', service: 'shop', team: 'blue' }];
  const saved = await storeSettings(db.pool, { rules }, {});
  expect(await services()).toEqual(['shop of blue: 1, 1 waited for']);
  await storeSettings(db.pool, { rules: [] }, saved);
  await storeSettings(db.pool, { people: peopleSchema.parse({ bots: ['ada'] }) }, {});
  expect(await services()).toEqual(['acme/api of acme: 1, 0 waited for']);
  await db.pool.query(`update repo set slug = 'acme/core' where slug = 'acme/api'`);
  expect(await services()).toEqual(['acme/core of acme: 1, 0 waited for']);
  await db.pool.query(`delete from setting`);
  expect(await services()).toEqual(['acme/core of acme: 1, 1 waited for']);
});

test('within a moment nobody looks twice; all who ask meanwhile share one look', async () => {
  const [first, second] = await Promise.all([source.open(), source.open()]);
  expect(second).toBe(first);
  expect(await source.open()).toBe(first);
  source.expire();
  const after = await source.open();
  // Nothing changed: the names are not resolved anew.
  expect(after.book).toBe(first.book);
});

test('a look that is under way while settings are saved begins again', async () => {
  const looks = vi.spyOn(source.store, 'sync');
  const before = source.open();
  source.expire();
  const after = source.open();
  expect(await after).toBe(await before);
  expect(looks).toHaveBeenCalledTimes(2);
});

test('settings that cannot be understood are told, and figures come back once they can', async () => {
  await db.pool.query(
    `insert into setting (key, value, updated_at) values ('cost', '{"ratePerHour": "much"}', now())`,
  );
  await expect(services()).rejects.toThrow(StoredSettingsError);
  await db.pool.query(`delete from setting`);
  expect(await services()).toEqual(['acme/api of acme: 1, 1 waited for']);
});

test('a repository that is gone takes its figures along', async () => {
  await storeSmallWorld(db.pool, 'acme/web', [{ number: 1, finished: '2026-03-11T10:00:00Z' }]);
  expect(await services()).toHaveLength(2);
  await db.pool.query(`delete from repo where slug = 'acme/web'`);
  expect(await services()).toEqual(['acme/api of acme: 1, 1 waited for']);
});
