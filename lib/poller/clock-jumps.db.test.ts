import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { DAY_MS, HOUR_MS, SECOND_MS } from '@/lib/time/units';
import { weekOfDay } from '@/lib/time/weeks';
import { localDay } from '@/lib/time/zones';
import { aBuild, FakeDrone, leaseFake } from '@/tests/world/fake-drone';
import { pollFakeOnce } from '@/tests/world/one-pass';

let db: TestDatabase;
const rows = async (text: string) => (await db.pool.query(text)).rows;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['a year ahead', 365 * DAY_MS],
  ['a year behind', -365 * DAY_MS],
])(
  'a clock that is set %s while builds run: they are followed, and those that were killed looked at once more',
  async (_, jumpMs) => {
    await db.pool.query('truncate server, stage, step, poller, build_todo, report restart identity cascade');
    const nowMs = Date.now();
    const createdAt = new Date(nowMs - HOUR_MS);
    const lastWeek = new Date(nowMs - 7 * DAY_MS);
    const drone = new FakeDrone();
    drone.add(
      aBuild(1, { createdAt, status: 'running', finishedAt: null, stages: [] }),
      aBuild(2, { createdAt, status: 'killed', finishedAt: new Date(nowMs - 5 * SECOND_MS), stages: [] }),
      aBuild(3, { createdAt, finishedAt: createdAt, stages: [] }),
      aBuild(4, { createdAt: lastWeek, finishedAt: lastWeek, stages: [] }),
    );
    await leaseFake(db.pool, drone);
    await db.pool.query('update repo_import set lease_owner = null, lease_until = null');
    vi.setSystemTime(nowMs + jumpMs);
    await pollFakeOnce(drone, { pool: db.pool });
    expect(
      await rows(
        `select number, due_at between now() and now() + interval '1 hour' as "isSoon" from build_todo order by 1`,
      ),
    ).toEqual([
      { number: 1, isSoon: true },
      { number: 2, isSoon: true },
    ]);
    expect(await rows(`select to_char(max(week), 'IYYY-"W"IW') as week from report`)).toEqual([
      { week: weekOfDay(localDay(lastWeek, 'UTC')) },
    ]);
  },
);
