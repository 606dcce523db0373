import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { AlertsUpkeep } from '@/lib/reports/alerts/upkeep';
import { ReportsUpkeep } from '@/lib/reports/upkeep';
import { storeSettings } from '@/lib/settings/save-settings';
import { aBuildAt, aCell, aRepo, readSpanParts, storeCells, storeFacts } from '@/tests/world/packed-weeks';
import { Upkeep } from './upkeep';

const ZONE = 'Europe/Berlin';
const WEEK_MS = 7 * 24 * 60 * 60_000;
const NEWEST_MS = Date.parse('2026-03-10T09:00:00Z');
const NEVER = new AbortController().signal;
let db: TestDatabase;
let repoId: number;
let upkeep: Upkeep;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, series, login, setting, packed_week, lost_week, waiting_week, dirty_week, dirty_person_day,
       span_week, packed_span_week, dirty_span_week, dirty_log_week restart identity cascade`,
  );
  repoId = await aRepo(db.pool, 'acme/api');
  await storeFacts(
    db.pool,
    repoId,
    [aBuildAt(1, '2026-03-08T20:00:00Z'), aBuildAt(2, '2026-03-10T10:00:00Z')],
    ZONE,
  );
  upkeep = new Upkeep({ pool: db.pool, timeZone: ZONE, keepSpansDays: 90 });
});

const rows = async (text: string) => (await db.pool.query(text)).rows;
const weeks = () =>
  rows('select week::text, time_zone, build_count from packed_week where build_count > 0 order by 1');

/** As if builds of all older weeks came in without end. */
async function keepMarkingBefore(week: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await db.pool.query(
      `insert into dirty_week (repo_id, week, first_marked_at, marked_at)
       select distinct repo_id, date_trunc('week', finished_at)::date, now() - interval '1 day', now()
       from build where finished_at < $1::date
       on conflict (repo_id, week) do update set marked_at = excluded.marked_at`,
      [week],
    );
    await sleep(50);
  }
}

describe('upkeep', () => {
  test('to its end: everything is packed and replayed', async () => {
    await upkeep.finish(NEVER);
    expect(await weeks()).toEqual([
      { week: '2026-03-02', time_zone: ZONE, build_count: 1 },
      { week: '2026-03-09', time_zone: ZONE, build_count: 1 },
    ]);
    expect(await rows('select week::text from lost_week')).toEqual([{ week: '2026-03-09' }]);
    expect(await rows('select 1 from dirty_week union all select 1 from dirty_person_day')).toEqual([]);
    expect([upkeep.times.packingMs > 0, upkeep.times.waitingMs > 0]).toEqual([true, true]);
  });

  test('follows the time zone of the settings', async () => {
    await upkeep.finish(NEVER);
    await storeSettings(db.pool, { hours: { timeZone: 'Asia/Tokyo' } }, {});
    expect(await upkeep.readTimeZone()).toBe('Asia/Tokyo');
    await upkeep.finish(NEVER);
    expect(await weeks()).toEqual([{ week: '2026-03-09', time_zone: 'Asia/Tokyo', build_count: 2 }]);
  });

  test('packs anew at its start what another version has packed', async () => {
    await upkeep.finish(NEVER);
    await db.pool.query(`update packed_week set builds = '\\x0900000000000000', path = '\\x09'`);
    await db.pool.query(`update lost_week set amounts = '\\x09', sums = '\\x09'`);
    await new Upkeep({ pool: db.pool, timeZone: ZONE, keepSpansDays: 90 }).finish(NEVER);
    expect(
      await rows(`select 1 from packed_week where get_byte(builds, 0) <> 2 or get_byte(path, 0) <> 2`),
    ).toEqual([]);
    expect(await rows(`select 1 from lost_week where get_byte(amounts, 0) <> 2`)).toEqual([]);
  });

  describe('sums of commands and layers', () => {
    const mark = () =>
      db.pool.query(
        'insert into dirty_span_week (repo_id, week) select distinct repo_id, week from span_week',
      );

    test('that were there before are packed', async () => {
      await storeCells(db.pool, [aCell({ repo_id: repoId }), aCell({ repo_id: repoId, week: '2026-03-09' })]);
      await mark();
      await upkeep.finish(NEVER);
      expect(await rows('select week::text from packed_span_week order by 1')).toEqual([
        { week: '2026-03-02' },
        { week: '2026-03-09' },
      ]);
      expect(upkeep.times.spansMs).toBeGreaterThan(0);
    });

    test('that another version packed are packed anew at its start', async () => {
      await storeCells(db.pool, [aCell({ repo_id: repoId })]);
      await mark();
      await upkeep.finish(NEVER);
      await db.pool.query(`update packed_span_week set spans = '\\x09', times = '\\x09'`);
      await upkeep.finish(NEVER);
      await expect(readSpanParts(db.pool, repoId, '2026-03-02')).rejects.toThrow('it has 1 bytes');
      await new Upkeep({ pool: db.pool, timeZone: ZONE, keepSpansDays: 90 }).finish(NEVER);
      expect((await readSpanParts(db.pool, repoId, '2026-03-02'))?.spans.n).toBe(1);
    });

    test('that cannot be packed hold up no others, and are reported in the end', async () => {
      await storeCells(db.pool, [aCell({ repo_id: repoId, buckets: [-1, 2] })]);
      await mark();
      await db.pool.query(`insert into dirty_log_week (repo_id, week) values (${repoId}, '2026-03-09')`);
      await expect(upkeep.finish(NEVER)).rejects.toThrow('bucket of entry 0 is -1');
      expect(await rows('select week::text from packed_span_week')).toEqual([{ week: '2026-03-09' }]);
    });
  });

  test('what fails holds up nothing else, and is reported in the end', async () => {
    const other = await aRepo(db.pool, 'acme/web');
    await storeFacts(db.pool, other, [aBuildAt(1, '2026-03-03T10:00:00Z')], ZONE);
    await db.pool.query(`
      create function refuse_week() returns trigger language plpgsql as
        $$ begin raise exception 'this week is refused'; end $$`);
    await db.pool.query(`
      create trigger refuse_week before insert on packed_week
        for each row when (new.repo_id = ${other}) execute function refuse_week()`);
    await expect(upkeep.finish(NEVER)).rejects.toThrow('this week is refused');
    expect(upkeep.trouble).toContain('figures could not be brought up to date: this week is refused (');
    expect(await weeks()).toHaveLength(2);
    expect(await rows('select week::text from lost_week')).toEqual([{ week: '2026-03-09' }]);
    expect(await rows('select repo_id from dirty_week')).toEqual([{ repo_id: other }]);
    await db.pool.query('drop trigger refuse_week on packed_week');
    await db.pool.query('drop function refuse_week');
    await upkeep.finish(NEVER);
    expect(await rows('select 1 from dirty_week')).toEqual([]);
    expect(upkeep.trouble).toBe(null);
  });

  test('where alerts fail reports have their turn, and the failure is told', async () => {
    const alerts = vi
      .spyOn(AlertsUpkeep.prototype, 'turn')
      .mockRejectedValue(new Error('alerts are refused'));
    const reports = vi.spyOn(ReportsUpkeep.prototype, 'turn');
    try {
      await expect(upkeep.finish(NEVER)).rejects.toThrow('alerts are refused');
      expect(reports).toHaveBeenCalledOnce();
    } finally {
      alerts.mockRestore();
      reports.mockRestore();
    }
  });

  test('what fails while there is always something else to do is told all the same', async () => {
    await db.pool.query(
      `insert into setting (key, value, updated_at) values ('cost', '{"capHoursADay": -1}', now())`,
    );
    const stop = new AbortController();
    const errors: string[] = [];
    const running = Promise.all([
      upkeep.run(stop.signal, error => errors.push(error.message)),
      keepMarkingBefore('2026-03-10', stop.signal),
    ]);
    await expect.poll(() => errors.length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(upkeep.trouble).toContain('the stored setting "cost" cannot be understood');
    stop.abort();
    await running;
    expect(errors[0]).toContain('figures could not be brought up to date: the stored setting "cost"');
  });

  test('what fails of findings is told until it is tried again', async () => {
    const reports = vi.spyOn(ReportsUpkeep.prototype, 'turn');
    reports.mockRejectedValueOnce(new Error('no such week'));
    await expect(upkeep.finish(NEVER)).rejects.toThrow('no such week');
    reports.mockRestore();
    await upkeep.finish(NEVER);
    expect(upkeep.trouble).toMatch(
      /^some changes, findings, alerts or reports could not be brought up to date: no such week \(\d\d:\d\d UTC\)$/,
    );
  });

  test('the newest builds are charted while the history still comes in, however much there is of it', async () => {
    const weeksBack = Array.from({ length: 60 }, (_, index) => index + 1);
    const old = weeksBack.map(back =>
      aBuildAt(100 - back, new Date(NEWEST_MS - back * WEEK_MS).toISOString()),
    );
    await storeFacts(db.pool, repoId, old, ZONE);
    await db.pool.query('update repo_import set history_done = false');
    const stop = new AbortController();
    const errors: Error[] = [];
    const running = Promise.all([
      upkeep.run(stop.signal, error => errors.push(error)),
      keepMarkingBefore('2026-03-02', stop.signal),
    ]);
    const builtLast = () => rows(`select build_count from packed_week where week = '2026-03-09'`);
    try {
      await expect.poll(builtLast, { timeout: 20_000 }).toEqual([{ build_count: 1 }]);
      await storeFacts(db.pool, repoId, [aBuildAt(101, '2026-03-11T10:00:00Z')], ZONE);
      await expect.poll(builtLast, { timeout: 20_000 }).toEqual([{ build_count: 2 }]);
    } finally {
      stop.abort();
      await running;
    }
    expect(errors).toEqual([]);
    await upkeep.finish(NEVER);
    expect(await weeks()).toHaveLength(61);
  });

  test('goes on after an error until it is stopped', async () => {
    await db.pool.query(
      `insert into setting (key, value, updated_at) values ('cost', '{"capHoursADay": -1}', now())`,
    );
    const stop = new AbortController();
    const errors: string[] = [];
    await upkeep.run(stop.signal, error => {
      errors.push(error.message);
      stop.abort();
    });
    expect(errors).toEqual([expect.stringContaining('the stored setting "cost" cannot be understood')]);
  });
});
