import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { costSchema } from '@/lib/settings/cost';
import { hoursSchema } from '@/lib/settings/hours';
import { peopleSchema } from '@/lib/settings/people';
import { storeSettings } from '@/lib/settings/save-settings';
import type { SettingsPart } from '@/lib/settings/settings';
import { addDays, dayNumber, weekdayOf } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { packNextWeek } from '@/lib/weeks/upkeep';
import { type ABuild, addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { changesSearchSchema } from './change';
import { listChanges, readChangePoints } from './stored-changes';
import { watchRepos } from './watch-next';

const ZONE = 'Europe/Berlin';
let db: TestDatabase;

beforeEach(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await addRepo(db.pool, 'acme/web');
  await db.pool.query('update repo_import set history_done = true');
});
afterEach(() => db.drop());

const at = (now: string): ReaderContext => ({
  source: new WeekSource(db.pool),
  now: new Date(now),
  timeZone: ZONE,
});

function workdays(from: string, until: string): string[] {
  const days: string[] = [];
  for (let day = from; day < until; day = addDays(day, 1)) if (weekdayOf(dayNumber(day)) <= 5) days.push(day);
  return days;
}

/** Four builds on each working day. */
function usual(from: string, until: string, repoId = 1, waitS = 300): ABuild[] {
  return workdays(from, until).flatMap((day, index) =>
    [6, 7, 8, 9].map(hour => ({
      ...{ repoId, number: 10 * dayNumber(day) + hour, created: `${day}T0${hour}:00:00Z` },
      waitS: waitS + ((hour * 7 + index * 3) % 11),
    })),
  );
}

/** As it comes about when a log of a week was read. */
async function packAgain(week: string): Promise<void> {
  await db.pool.query('insert into dirty_week (repo_id, week) values (1, $1)', [week]);
  while (
    (await packNextWeek({ pool: db.pool, timeZone: ZONE, calendar: createLocalCalendar(ZONE) }, true)) !==
    null
  );
}

const rows = async (text: string) => (await db.pool.query(text)).rows;

test('an alarm of the first hours of a day, which in UTC is still the day before', async () => {
  const night = [1, 2, 3, 4, 5, 6].map(minute => ({
    number: minute,
    created: `2026-05-11T22:0${minute}:00Z`,
    waitS: 900 + minute,
  }));
  await storeBuilds(db.pool, [...usual('2026-04-06', '2026-05-12'), ...night]);
  const context = at('2026-05-11T22:40:00Z');
  while (await watchRepos(context));
  const { changes } = await listChanges(context, changesSearchSchema.parse({ kind: 'wait' }));
  expect(changes).toMatchObject([{ isAlarm: true, day: '2026-05-12', service: 'acme/api', isWorse: true }]);
});

test('a repository that fails holds up no other, rests for an hour, and is then searched whole', async () => {
  await storeBuilds(db.pool, [...usual('2026-05-04', '2026-05-12'), ...usual('2026-05-04', '2026-05-12', 2)]);
  await db.pool.query(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'refused here'; end $$;
    create trigger refuse before insert on watched_series for each row when (new.repo_id = 1) execute function refuse()`);
  const failures: unknown[] = [];
  const turn = { noteFailure: (error: unknown) => failures.push(error), isOver: () => false };
  expect(await watchRepos(at('2026-05-12T08:00:00Z'), turn)).toBe(true);
  expect(failures).toMatchObject([{ message: 'refused here' }]);
  expect(await rows('select distinct repo_id from watched_series')).toEqual([{ repo_id: 2 }]);
  const search = changesSearchSchema.parse({});
  expect(await listChanges(at('2026-05-12T08:00:00Z'), search)).toMatchObject({
    repositories: 2,
    searchedRepositories: 1,
  });
  expect(await watchRepos(at('2026-05-12T08:50:00Z'), turn)).toBe(false);
  await db.pool.query('drop trigger refuse on watched_series');
  expect(await watchRepos(at('2026-05-12T09:00:00Z'), turn)).toBe(true);
  expect(await rows('select distinct repo_id from watched_series order by 1')).toEqual([
    { repo_id: 1 },
    { repo_id: 2 },
  ]);
  expect(await rows('select 1 from watched_repo where failed_at is not null')).toEqual([]);
  expect(failures).toHaveLength(1);
});

test('weeks that are over are searched hourly, however often the day is looked at', async () => {
  await storeBuilds(db.pool, usual('2026-05-04', '2026-05-13'));
  while (await watchRepos(at('2026-05-13T08:00:00Z')));
  const searched = async () => (await rows('select sequence from watched_repo'))[0];
  const first = await searched();
  await storeBuilds(db.pool, [{ number: 1, created: '2026-05-05T10:00:00Z', waitS: 310 }]);
  // Each time there is something new of today, which is looked at before the hour is over.
  for (const [i, minute] of ['20', '41'].entries()) {
    await storeBuilds(db.pool, [{ number: 2 + i, created: `2026-05-13T08:${minute}:00Z`, waitS: 30 }]);
    expect(await watchRepos(at(`2026-05-13T08:${minute}:40Z`))).toBe(true);
    expect(await searched()).toEqual(first);
  }
  expect(await watchRepos(at('2026-05-13T09:00:01Z'))).toBe(true);
  expect(await searched()).not.toEqual(first);
});

test('what is stored of another version is made anew', async () => {
  const [before, after] = [usual('2026-03-02', '2026-04-13', 1, 600), usual('2026-04-13', '2026-05-13')];
  await storeBuilds(db.pool, [...before, ...after]);
  const [today, tomorrow] = [at('2026-05-13T08:00:00Z'), at('2026-05-14T08:00:00Z')];
  const search = changesSearchSchema.parse({ kind: 'wait' });
  while (await watchRepos(today));
  const { changes } = await listChanges(today, search);
  expect(changes).toMatchObject([{ day: '2026-04-13', isWorse: false, service: 'acme/api' }]);
  await db.pool.query(`update found_change set change = '{"kind": "wait"}'`);
  await db.pool.query(`update watched_series set settled = '{}'`);
  expect((await listChanges(today, search)).changes).toEqual([]);
  expect(await watchRepos(tomorrow)).toBe(true);
  expect((await listChanges(tomorrow, search)).changes).toEqual(changes);
});

test('a change of long ago keeps its evidence, and has the figures of the newest search', async () => {
  const [before, after] = [usual('2026-03-02', '2026-04-13', 1, 600), usual('2026-04-13', '2026-05-13')];
  await storeBuilds(db.pool, [...before, ...after]);
  const [today, tomorrow] = [at('2026-06-10T08:00:00Z'), at('2026-06-11T08:00:00Z')];
  const search = changesSearchSchema.parse({ kind: 'wait' });
  while (await watchRepos(today));
  const { changes } = await listChanges(today, search);
  await db.pool.query(
    `update found_change set change = change || '{"before": 1, "suspectCount": 77, "isWorse": true}'`,
  );
  await watchRepos(tomorrow);
  expect((await listChanges(tomorrow, search)).changes).toEqual(
    changes.map(change => ({ ...change, suspectCount: 77 })),
  );
  expect(changes).toHaveLength(1);
});

test('a log that is read late leads to a search of its days, and to none of all that is settled', async () => {
  const [before, after] = [usual('2026-03-02', '2026-04-13', 1, 600), usual('2026-04-13', '2026-06-10')];
  await storeBuilds(db.pool, [...before, ...after]);
  await db.pool.query(`
    insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
    select repo_id, number, 1, 2, finished_at from build order by number desc limit 1`);
  const now = (minute: number) => at(`2026-06-10T08:0${minute}:00Z`);
  const search = changesSearchSchema.parse({ kind: 'wait' });
  while (await watchRepos(now(0)));
  await db.pool.query(`update found_change set change = change || '{"suspectCount": 77}'`);
  await db.pool.query('delete from log_todo');
  await packAgain('2026-06-08');
  expect(await watchRepos(now(2))).toBe(true);
  const { changes } = await listChanges(now(2), search);
  expect(changes).toMatchObject([{ day: '2026-04-13', suspectCount: 77 }]);
  expect(await readChangePoints(now(2), changes[0]?.id ?? '')).toMatchObject({ hasLogsToGo: false });
  expect(await watchRepos(now(3))).toBe(false);
});

test('what was searched while logs of long ago were still to be read is searched whole once they are there', async () => {
  const [before, after] = [usual('2026-03-02', '2026-04-13', 1, 600), usual('2026-04-13', '2026-05-13')];
  await storeBuilds(db.pool, [...before, ...after]);
  await db.pool.query(`
    insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
    select repo_id, number, 1, 2, finished_at from build order by number limit 1`);
  const search = changesSearchSchema.parse({ kind: 'wait' });
  while (await watchRepos(at('2026-06-10T08:00:00Z')));
  const id = (await listChanges(at('2026-06-10T08:00:00Z'), search)).changes[0]?.id ?? '';
  expect(await readChangePoints(at('2026-06-10T08:00:00Z'), id)).toMatchObject({ hasLogsToGo: true });
  await db.pool.query(`update found_change set change = change || '{"suspectCount": 77}'`);
  expect(await watchRepos(at('2026-06-10T08:01:00Z'))).toBe(false);
  await db.pool.query('delete from log_todo');
  await packAgain('2026-03-02');
  expect(await watchRepos(at('2026-06-10T08:02:00Z'))).toBe(true);
  const { suspects, suspectCount, hasLogsToGo } = {
    ...(await readChangePoints(at('2026-06-10T08:02:00Z'), id)),
    ...(await listChanges(at('2026-06-10T08:02:00Z'), search)).changes[0],
  };
  expect({ suspectCount, hasLogsToGo }).toEqual({ suspectCount: suspects.length, hasLogsToGo: false });
  expect(suspects[0]).toMatchObject({ likeness: 'first', value: expect.any(Number) });
  expect(await watchRepos(at('2026-06-10T08:03:00Z'))).toBe(false);
});

test('what was searched under settings of before is searched anew, and counts as searched then', async () => {
  await storeBuilds(db.pool, usual('2026-05-04', '2026-05-13'));
  const now = '2026-05-13T08:00:00Z';
  const counts = async () => {
    const { repositories, searchedRepositories } = await listChanges(at(now), changesSearchSchema.parse({}));
    return [searchedRepositories, repositories];
  };
  // The other repository has no builds: there is nothing to search.
  expect(await counts()).toEqual([0, 1]);
  while (await watchRepos(at(now)));
  expect(await counts()).toEqual([1, 1]);
  await storeSettings(db.pool, { hours: hoursSchema.parse({ workdays: [1, 2, 3, 4] }) }, {});
  expect(await counts()).toEqual([0, 1]);
  expect(await watchRepos(at(now))).toBe(true);
  expect(await counts()).toEqual([1, 1]);
});

describe('of other settings a repository', () => {
  const now = '2026-05-13T08:00:00Z';
  const listed = async () =>
    (await listChanges(at(now), changesSearchSchema.parse({ kind: 'wait' }))).changes;
  const isSearched = async () =>
    (await listChanges(at(now), changesSearchSchema.parse({}))).searchedRepositories === 1;
  // Only a search finds suspects again.
  const MARKED = 77;
  const rule = (repository: string, team = 'one') => ({ repository, service: 'shop', team });

  beforeEach(async () => {
    const [before, after] = [usual('2026-03-02', '2026-04-13', 1, 600), usual('2026-04-13', '2026-05-13')];
    await storeBuilds(db.pool, [...before, ...after]);
    while (await watchRepos(at(now)));
    await db.pool.query(`update found_change set change = change || '{"suspectCount": ${MARKED}}'`);
  });

  test.each<[string, SettingsPart]>([
    ['what an hour costs', { cost: costSchema.parse({ ratePerHour: 90, currency: 'USD' }) }],
    ['targets', { targets: { 'acme/api': { p90Seconds: 60 } } }],
  ])('follows nothing from %s', async (_, settings) => {
    await storeSettings(db.pool, settings, {});
    expect(await isSearched()).toBe(true);
    expect(await watchRepos(at(now))).toBe(false);
  });

  test.each<[string, SettingsPart]>([
    ['what waiting costs', { cost: costSchema.parse({ partialWeight: 1, switchCostMinutes: 60 }) }],
    ['when people work', { hours: hoursSchema.parse({ from: '09:00', until: '10:30' }) }],
    ['who is a bot', { people: peopleSchema.parse({ bots: ['ada'] }) }],
  ])(
    'follows from %s only what its changes cost, as a search of everything would tell it',
    async (_, settings) => {
      const before = await listed();
      await storeSettings(db.pool, settings, {});
      expect(await isSearched()).toBe(false);
      expect(await watchRepos(at(now))).toBe(true);
      expect(await isSearched()).toBe(true);
      expect(await watchRepos(at(now))).toBe(false);
      const after = await listed();
      expect(after).toMatchObject([{ day: '2026-04-13', suspectCount: MARKED }]);
      expect(after[0]?.hoursAWeek).not.toBe(before[0]?.hoursAWeek);
      await db.pool.query('delete from watched_repo');
      while (await watchRepos(at(now)));
      expect((await listed())[0]?.suspectCount).not.toBe(MARKED);
      expect(await listed()).toEqual([{ ...after[0], suspectCount: (await listed())[0]?.suspectCount }]);
    },
  );

  test('follows from rules of others nothing, nor from teams; from its own that it is searched', async () => {
    const first = { rules: [rule('other/*')] };
    let saved = await storeSettings(db.pool, first, {});
    expect(await isSearched()).toBe(false);
    expect(await watchRepos(at(now))).toBe(false);
    expect(await isSearched()).toBe(true);
    saved = await storeSettings(db.pool, { rules: [rule('other/*', 'two')] }, saved);
    expect(await isSearched()).toBe(true);
    expect(await listed()).toMatchObject([{ suspectCount: MARKED, service: 'acme/api' }]);
    await storeSettings(db.pool, { rules: [rule('acme/*')] }, saved);
    expect(await watchRepos(at(now))).toBe(true);
    const found = await listed();
    expect(found).toMatchObject([{ service: 'shop', team: 'one' }]);
    expect(found[0]?.suspectCount).not.toBe(MARKED);
  });
});
