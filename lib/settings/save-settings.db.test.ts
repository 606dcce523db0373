import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { readSettings } from './read-settings';
import { SettingsConflictError, saveSettings, storeSettings, TimeZoneChangeError } from './save-settings';
import { readSeriesNames } from './series-owners';
import { DEFAULT_SETTINGS } from './settings';
import { planImport, SettingsFileError } from './settings-file';

let db: TestDatabase;
const OPTIONS = { serverTimeZone: 'Europe/Berlin', confirmed: false };
const MEANT = { ...OPTIONS, confirmed: true };

beforeAll(async () => {
  db = await createTestDatabase();
  await db.pool.query(
    `insert into packed_week (repo_id, week, time_zone, build_count, step_count, builds, stages, steps, caches, path,
       packed_at, sequence)
     values (1, '2026-03-09', 'x', 0, 0, '', '', '', '', '', now(), 1), (1, '2026-03-16', 'x', 0, 0, '', '', '', '', '', now(), 1)`,
  );
});
afterAll(() => db.drop());
beforeEach(() => db.pool.query('truncate setting, dirty_week'));

const dirty = async () =>
  (
    await db.pool.query<{ week: string }>(`select repo_id || ' ' || week as week from dirty_week order by 1`)
  ).rows.map(row => row.week);

describe('a change of the time zone', () => {
  test('must be meant', async () => {
    const saved = saveSettings(db.pool, { hours: { timeZone: 'Asia/Tokyo' } }, {}, OPTIONS);
    await expect(saved).rejects.toThrow(TimeZoneChangeError);
    await expect(saved).rejects.toThrow('from Europe/Berlin to Asia/Tokyo');
    expect((await readSettings(db.pool)).settings.hours.timeZone).toBeNull();
    expect(await dirty()).toEqual([]);
  });

  test('has all weeks packed anew, and those beside them', async () => {
    await db.pool.query(
      `insert into dirty_week (repo_id, week, marked_at) values (1, '2026-03-16', '2026-01-01'), (2, '2026-03-16', '2026-01-01')`,
    );
    await saveSettings(db.pool, { hours: { timeZone: 'Asia/Tokyo' } }, {}, MEANT);
    expect(await dirty()).toEqual([
      '1 2026-03-02',
      '1 2026-03-09',
      '1 2026-03-16',
      '1 2026-03-23',
      '2 2026-03-09',
      '2 2026-03-16',
      '2 2026-03-23',
    ]);
    const { rows } = await db.pool.query(
      `select 1 from dirty_week where marked_at < now() - interval '1 minute'`,
    );
    expect(rows).toEqual([]);
  });

  test('to the zone that is in force already is none', async () => {
    await saveSettings(db.pool, { hours: { timeZone: 'Europe/Berlin' } }, {}, OPTIONS);
    expect(await dirty()).toEqual([]);
  });

  test('that was overtaken by another marks nothing', async () => {
    await storeSettings(db.pool, { hours: {} }, {});
    const late = saveSettings(db.pool, { hours: { timeZone: 'Asia/Tokyo' } }, {}, MEANT);
    await expect(late).rejects.toThrow(SettingsConflictError);
    expect(await dirty()).toEqual([]);
  });

  test('from hours that cannot be understood must be meant too', async () => {
    await db.pool.query(
      `insert into setting (key, value, updated_at) values ('hours', '{"from": 7}', now())`,
    );
    await expect(saveSettings(db.pool, { hours: {} }, {}, OPTIONS)).rejects.toThrow(TimeZoneChangeError);
  });
});

test('other sections ask for nothing', async () => {
  const saved = await saveSettings(db.pool, { cost: { ratePerHour: 90 } }, {}, OPTIONS);
  expect(saved).toEqual({ cost: expect.any(String) });
  expect(await dirty()).toEqual([]);
});

describe('a file', () => {
  test('is compared with what is in force', async () => {
    await storeSettings(
      db.pool,
      { cost: { ratePerHour: 90 }, targets: { b: { p90Seconds: 2 }, a: { p90Seconds: 1 } } },
      {},
    );
    const plan = await planImport(
      db.pool,
      'cost: { ratePerHour: 80 }\ntargets: { a: { p90Seconds: 1 }, b: { p90Seconds: 2 } }\nhours: {}',
    );
    expect(plan.sections).toEqual({
      rules: 'absent',
      people: 'absent',
      hours: 'unchanged',
      cost: 'changed',
      targets: 'unchanged',
    });
    expect(plan.part).toEqual({ cost: { ...DEFAULT_SETTINGS.cost, ratePerHour: 80 } });
    await saveSettings(db.pool, plan.part, plan.revisions, OPTIONS);
    expect((await readSettings(db.pool)).settings.cost.ratePerHour).toBe(80);
  });

  test('that is wrong is refused, with lines', async () => {
    await expect(planImport(db.pool, 'cost:\n  ratePerHour: -1')).rejects.toThrow(SettingsFileError);
    await expect(planImport(db.pool, 'cost:\n  ratePerHour: -1')).rejects.toThrow(
      'line 2: cost, ratePerHour',
    );
  });
});

test('what rules may speak of', async () => {
  await db.pool.query(`insert into server (url) values ('http://drone')`);
  await db.pool.query(
    `insert into repo (server_id, drone_id, epoch, slug, namespace, name, active)
     values (1, 7, 1, 'acme/api', 'acme', 'api', true), (1, 7, 2, 'acme/api', 'acme', 'api', true)`,
  );
  await db.pool.query(
    `insert into series (repo_id, pipeline, step) values (1, 'p', 's'), (2, 'p', 's'), (2, '', '')`,
  );
  expect(await readSeriesNames(db.pool)).toEqual([
    { repository: 'acme/api', pipeline: '', step: '' },
    { repository: 'acme/api', pipeline: 'p', step: 's' },
  ]);
});
