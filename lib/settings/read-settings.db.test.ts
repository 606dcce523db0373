import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { readSettings, readSettingsSections } from './read-settings';
import { SettingsConflictError, storeSettings } from './save-settings';
import { DEFAULT_SETTINGS, type Settings } from './settings';
import { SettingsProblemsError, StoredSettingsError } from './settings-problems';

let db: TestDatabase;
const NEVER = { rules: null, people: null, hours: null, cost: null, targets: null };
const RULES: Settings['rules'] = [
  { repository: 'acme/mono', step: '<s>-build', service: '<s>', team: 'Büro 🐦' },
];
const TARGETS: Settings['targets'] = { 'a longer name': { p90Seconds: 3 }, b: { p90Seconds: 2.5 } };

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => db.pool.query('truncate setting'));

const store = (key: string, value: unknown) =>
  db.pool.query('insert into setting (key, value, updated_at) values ($1, $2, now())', [
    key,
    JSON.stringify(value),
  ]);
const keys = async () =>
  (await db.pool.query<{ key: string }>('select key from setting order by key')).rows.map(row => row.key);

describe('settings in the database', () => {
  test('are the defaults as long as nothing was saved', async () => {
    expect(await readSettings(db.pool)).toEqual({ settings: DEFAULT_SETTINGS, revisions: NEVER });
  });

  test('come back as they were saved; sections that were not given stay as they are', async () => {
    const first = await storeSettings(db.pool, { rules: RULES, targets: TARGETS }, NEVER);
    const hours = { ...DEFAULT_SETTINGS.hours, from: '08:00' };
    const second = await storeSettings(db.pool, { hours }, NEVER);
    expect(await readSettings(db.pool)).toEqual({
      settings: { ...DEFAULT_SETTINGS, rules: RULES, targets: TARGETS, hours },
      revisions: { ...NEVER, ...first, ...second },
    });
  });

  test('what another has saved meanwhile is never overwritten', async () => {
    const read = { ...NEVER, ...(await storeSettings(db.pool, { rules: RULES, cost: {} }, NEVER)) };
    await storeSettings(db.pool, { cost: { ratePerHour: 90 } }, read);
    const late = storeSettings(db.pool, { rules: [], cost: { ratePerHour: 60 } }, read);
    await expect(late).rejects.toThrow(SettingsConflictError);
    await expect(late).rejects.toThrow(
      'somebody else has changed cost in the meantime, and nothing was saved',
    );
    const { settings } = await readSettings(db.pool);
    expect([settings.rules, settings.cost.ratePerHour]).toEqual([RULES, 90]);
  });

  test('what the version before saves is noticed', async () => {
    await store('cost', { ratePerHour: 80 });
    await db.pool.query(`update setting set updated_at = '2026-01-01'`);
    const { revisions: read } = await readSettings(db.pool);
    await db.pool.query(`update setting set value = '{"ratePerHour": 90}',
      updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')`);
    await expect(storeSettings(db.pool, { cost: {} }, read)).rejects.toThrow(SettingsConflictError);
    const { settings, revisions } = await readSettings(db.pool);
    expect(settings.cost.ratePerHour).toBe(90);
    await storeSettings(db.pool, { cost: { ratePerHour: 100 } }, revisions);
  });

  test('a clock that was set back gives no revision twice', async () => {
    await store('cost', {});
    await db.pool.query(`update setting set updated_at = '2999-01-01 00:00:00.123'`);
    const { revisions } = await readSettings(db.pool);
    const saved = await storeSettings(db.pool, { cost: {} }, revisions);
    expect(saved).toEqual({ cost: '2999-01-01T00:00:00.124Z' });
    await expect(storeSettings(db.pool, { cost: {} }, revisions)).rejects.toThrow(SettingsConflictError);
  });

  test.each([
    ['for the first time', false],
    ['again', true],
  ])('of many who save at once %s one succeeds', async (_, again) => {
    const read = again
      ? { ...NEVER, ...(await storeSettings(db.pool, { rules: [], cost: {} }, NEVER)) }
      : NEVER;
    const saves = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6].map(ratePerHour =>
        // The order in which sections are given must not make two wait for each other.
        storeSettings(
          db.pool,
          ratePerHour % 2 ? { rules: RULES, cost: { ratePerHour } } : { cost: { ratePerHour }, rules: RULES },
          read,
        ),
      ),
    );
    const refused = saves.filter(save => save.status === 'rejected');
    expect(refused).toHaveLength(5);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(SettingsConflictError);
  });

  test('a section that was removed since it was read is a conflict too', async () => {
    const read = await storeSettings(db.pool, { cost: {} }, NEVER);
    await db.pool.query('truncate setting');
    await expect(storeSettings(db.pool, { cost: {} }, read)).rejects.toThrow(SettingsConflictError);
    await expect(storeSettings(db.pool, { cost: {} }, { cost: 'nonsense' })).rejects.toThrow(
      SettingsConflictError,
    );
  });

  test('what cannot be right is not saved at all', async () => {
    const saved = storeSettings(db.pool, { rules: RULES, cost: { partialWeight: 2 } }, NEVER);
    await expect(saved).rejects.toThrow(SettingsProblemsError);
    await expect(saved).rejects.toThrow('cost, partialWeight: is 2');
    expect(await keys()).toEqual([]);
  });

  test('a stored section that cannot be understood is named, with what to do', async () => {
    await store('hours', { from: 7 });
    const read = readSettings(db.pool);
    await expect(read).rejects.toThrow(StoredSettingsError);
    await expect(read).rejects.toThrow(
      'the stored setting "hours" cannot be understood:\n  hours, from: is 7',
    );
    await expect(read).rejects.toThrow("delete from setting where key = 'hours'");
  });

  test('the other sections can be read beside it, and it can be saved anew', async () => {
    await store('hours', { from: 7 });
    await store('targets', TARGETS);
    const { settings, problems, revisions } = await readSettingsSections(db.pool);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, targets: TARGETS });
    expect(problems.map(({ section }) => section)).toEqual(['hours']);
    await storeSettings(db.pool, { hours: {} }, revisions);
    expect((await readSettings(db.pool)).settings.hours).toEqual(DEFAULT_SETTINGS.hours);
  });

  test('rows of others in the same table do not matter', async () => {
    await store('something else', 1);
    expect((await readSettings(db.pool)).revisions).toEqual(NEVER);
  });
});
