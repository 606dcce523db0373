import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { readWaitingProgress } from './progress';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => db.pool.query('truncate packed_week, waiting_week'));

const WEEKS = ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'];

async function pack(weeks: readonly string[], timeZone = 'UTC', repoId = 1, builds = 1): Promise<void> {
  await db.pool.query(
    `insert into packed_week (repo_id, week, time_zone, build_count, step_count, builds, stages, steps, caches, path,
       packed_at, written_in)
     select $1, week, $2, $4, 0, '', '', '', '', '', now(), 1 from unnest($3::date[]) as week`,
    [repoId, timeZone, weeks, builds],
  );
}

async function compute(weeks: readonly string[], fingerprint: string): Promise<void> {
  await db.pool.query(
    'insert into waiting_week (week, fingerprint, computed_at) select week, $1, now() from unnest($2::date[]) as week',
    [fingerprint, weeks],
  );
}

const read = () => readWaitingProgress(db.pool, { fingerprint: 'now', timeZone: 'UTC' });

describe('readWaitingProgress', () => {
  test('of an empty database', async () => {
    expect(await read()).toEqual({
      weeks: 0,
      weeksToGo: 0,
      doneFrom: null,
      settingsChanged: false,
      weeksInOtherZone: 0,
    });
  });

  test('counts a week once, however many repositories built in it, and reaches back to the first', async () => {
    await pack(WEEKS);
    await pack(WEEKS.slice(1), 'UTC', 2);
    await compute(WEEKS, 'now');
    expect(await read()).toMatchObject({ weeks: 4, weeksToGo: 0, doneFrom: '2026-03-02' });
  });

  test('reaches back to the newest week that is not done', async () => {
    await pack(WEEKS);
    await compute([WEEKS[3] ?? '', WEEKS[2] ?? '', WEEKS[0] ?? ''], 'now');
    await compute([WEEKS[1] ?? ''], 'before');
    expect(await read()).toMatchObject({ weeksToGo: 1, doneFrom: '2026-03-16', settingsChanged: true });
  });

  test('distinguishes weeks that were never computed from those under other settings', async () => {
    await pack(WEEKS);
    await compute(WEEKS.slice(0, 3), 'now');
    expect(await read()).toMatchObject({ weeksToGo: 1, doneFrom: null, settingsChanged: false });
    await db.pool.query(`update waiting_week set fingerprint = 'before'`);
    expect(await read()).toMatchObject({ weeksToGo: 4, doneFrom: null, settingsChanged: true });
  });

  test('weeks without builds do not count', async () => {
    await pack(WEEKS.slice(2));
    await pack(WEEKS.slice(0, 1), 'Europe/Berlin', 1, 0);
    await compute(WEEKS.slice(2), 'now');
    await compute(WEEKS.slice(0, 2), 'before');
    expect(await read()).toMatchObject({
      weeks: 2,
      weeksToGo: 0,
      doneFrom: '2026-03-16',
      settingsChanged: false,
    });
  });

  test('counts weeks whose days are of another time zone', async () => {
    await pack(WEEKS.slice(0, 3), 'Europe/Berlin', 2);
    await pack(WEEKS);
    await compute(WEEKS, 'now');
    expect(await read()).toMatchObject({ weeksInOtherZone: 3, weeksToGo: 3, doneFrom: '2026-03-23' });
  });
});
