import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { addRepo, addServer } from '@/tests/world/stored-builds';
import { fixFirstSearchSchema } from './finding';
import { listFindings } from './stored-findings';

let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  for (const name of ['web', 'api', 'docs']) await addRepo(db.pool, `acme/${name}`);
  context = {
    source: new WeekSource(db.pool),
    now: new Date('2026-05-20T10:00:00Z'),
    timeZone: 'Europe/Berlin',
  };
});
afterAll(() => db.drop());

async function store(key: string, service: string | null, hoursAWeek: number, isPool = false) {
  const finding = {
    ...{ remedy: 'runners are short', title: key, advice: 'More runners.', service, team: 'acme' },
    ...{ repository: service ?? 'acme/web', pipeline: null, step: null, lowHoursAWeek: 0, highHoursAWeek: 9 },
    ...{ nowMs: null, expectedMs: null, isWorthIt: true, isSavingKnown: true, pool: 'eu', isPool },
    evidence: { runs: 9, p50Ms: null, onPathRatio: null, hitRatio: null, missMsARun: null, labels: [] },
  };
  await db.pool.query(
    'insert into fix_finding (repo_id, key, hours_a_week, finding) values (1, $1, $2, $3)',
    [key, hoursAWeek, JSON.stringify(finding)],
  );
}

test('a pool of runners names all that wait for it, and one of them that alone is worth nothing stands nowhere else', async () => {
  await store('pool', null, 1.015, true);
  await store('web', 'acme/web', 1);
  await store('docs', 'acme/docs', 0.015);
  const list = async (search: Record<string, string> = {}) =>
    (await listFindings(context, fixFirstSearchSchema.parse(search))).findings;
  const [pool, ...others] = await list();
  expect(pool).toMatchObject({ key: 'pool', hoursAWeek: 1.015 });
  expect(pool?.parts.map(({ key }) => key)).toEqual(['web', 'docs']);
  expect(others).toEqual([]);
  expect((await list({ service: 'acme/web' })).map(({ key }) => key)).toEqual(['web']);
  expect(await list({ service: 'acme/docs' })).toEqual([]);
});
