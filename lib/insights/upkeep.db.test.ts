import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { costSchema } from '@/lib/settings/cost';
import { rulesSchema } from '@/lib/settings/rules';
import { storeSettings } from '@/lib/settings/save-settings';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { WeekSource } from '@/lib/weeks/reader';
import { addServer, storeBuilds } from '@/tests/world/stored-builds';
import { fixFirstSearchSchema } from './fix-first/finding';
import { keepFixFirst } from './fix-first/fix-first';
import { listFindings } from './fix-first/stored-findings';
import { InsightsUpkeep } from './upkeep';

const rules = rulesSchema.parse([{ repository: 'acme/*', service: 'all' }]);
const NOW = new Date('2026-05-12T08:00:00Z');
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await db.pool.query('update repo_import set history_done = true');
  await storeBuilds(
    db.pool,
    ['04', '05', '06', '07'].map((day, i) => ({
      number: i,
      created: `2026-05-${day}T09:00:00Z`,
      waitS: 300 + i,
    })),
  );
});
afterAll(() => db.drop());

test('what fails holds up nothing else, is reported once all else is done, and rests', async () => {
  await db.pool.query(`insert into optimisation (title, happened_at, services, teams, steps, runners)
    values ('before all years', '1969-01-01', '{}', '{}', '{}', '{}'), ('too early', '2026-05-11', '{}', '{}', '{}', '{}')`);
  await db.pool.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'refused here'; end $$;
    create trigger refuse before insert on fix_first_run execute function refuse()`);
  const upkeep = new InsightsUpkeep({ pool: db.pool, timeZone: 'Europe/Berlin', packedWeeksMb: 64 });
  const finish = async (now: Date) => {
    while (await upkeep.turn(now));
  };
  await expect(finish(NOW)).rejects.toThrow('is not within the years');
  expect((await db.pool.query('select 1 from optimisation_effect')).rowCount).toBe(2);
  expect((await db.pool.query('select 1 from watched_repo where failed_at is null')).rowCount).toBe(1);
  // Nothing is tried again before its time.
  await finish(new Date(NOW.getTime() + 2 * MINUTE_MS));
  await db.pool.query('drop trigger refuse on fix_first_run');
  await db.pool.query(`delete from optimisation where title = 'before all years'`);
  await finish(new Date(NOW.getTime() + HOUR_MS));
  expect((await db.pool.query('select 1 from fix_first_run')).rowCount).toBe(1);
});

test('a finding that another version stored is left out', async () => {
  await db.pool.query(
    `insert into fix_finding (repo_id, key, hours_a_week, finding) values (1, 'old', 1, '{"remedy": "old"}')`,
  );
  const context = { source: new WeekSource(db.pool), now: NOW, timeZone: 'Europe/Berlin' };
  expect((await listFindings(context, fixFirstSearchSchema.parse({}))).findings).toEqual([]);
});

test('what was found before logs were read is found anew as soon as they are', async () => {
  await db.pool.query('delete from fix_first_run');
  const at = (minutes: number) => ({
    source: new WeekSource(db.pool),
    now: new Date(NOW.getTime() + minutes * MINUTE_MS),
    timeZone: 'Europe/Berlin',
  });
  await db.pool.query(`
    insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
    select repo_id, number, 1, 2, finished_at from build order by number limit 1`);
  const isWhole = async () => (await listFindings(at(0), fixFirstSearchSchema.parse({}))).isWhole;
  expect(await keepFixFirst(at(0))).toBe(true);
  expect(await isWhole()).toBe(false);
  expect(await keepFixFirst(at(1))).toBe(false);
  await db.pool.query('delete from log_todo');
  expect(await keepFixFirst(at(2))).toBe(true);
  expect(await isWhole()).toBe(true);
  expect(await keepFixFirst(at(3))).toBe(false);
});

test('findings of settings of before say so until they are found anew', async () => {
  const at = (minutes: number) => ({
    source: new WeekSource(db.pool),
    now: new Date(NOW.getTime() + minutes * MINUTE_MS),
    timeZone: 'Europe/Berlin',
  });
  const isOutdated = async () => (await listFindings(at(10), fixFirstSearchSchema.parse({}))).isOutdated;
  while (await keepFixFirst(at(10)));
  expect(await isOutdated()).toBe(false);
  // Prices are applied when reading.
  const saved = await storeSettings(db.pool, { cost: costSchema.parse({ ratePerHour: 90 }) }, {});
  expect(await isOutdated()).toBe(false);
  await storeSettings(db.pool, { rules }, {});
  expect(await isOutdated()).toBe(true);
  expect(await keepFixFirst(at(11))).toBe(true);
  expect(await isOutdated()).toBe(false);
  await storeSettings(db.pool, { cost: costSchema.parse({ partialWeight: 0.5 }) }, saved);
  expect(await isOutdated()).toBe(true);
});
