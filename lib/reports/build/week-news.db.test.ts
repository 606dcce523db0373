import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { StoredChange } from '@/lib/insights/changes/change';
import { optimisationDraftSchema } from '@/lib/insights/optimisations/optimisation';
import { recordOptimisation } from '@/lib/insights/optimisations/stored-optimisations';
import { daysOfWeek } from '@/lib/time/weeks';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { readWeekNews } from './week-news';

let db: TestDatabase;
let context: ReaderContext;

/** Builds are few: the first point that is faster begins a week after what made it so. */
const GAIN: StoredChange = {
  ...{ kind: 'step', service: 'acme/api', team: 'acme', repository: 'acme/api', pipeline: 'default' },
  ...{ step: 'publish', cacheKind: null, tool: null, before: 128_000, after: 90_000, effect: -0.3 },
  ...{ rangeFrom: '2026-07-10', rangeUntil: '2026-07-23', isWorse: false, pValue: 1e-40 },
  ...{ hoursAWeek: -1, isDrifting: false, label: null, suspects: [], suspectCount: 0, logChanges: [] },
};

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  const repoId = await addRepo(db.pool, 'acme/api');
  const steps = [{ name: 'publish', startS: 0, stopS: 60, dependsOn: [] }];
  await storeBuilds(db.pool, [
    {
      repoId,
      number: 1,
      created: '2026-07-20T09:00:00Z',
      waitS: 60,
      stages: [{ startS: 0, stopS: 60, steps }],
    },
  ]);
  await db.pool.query(
    `insert into found_change (repo_id, subject, day, change, found_at)
     select $1, 'step ' || id, '2026-07-20', $2, now() from series where repo_id = $1 and step = 'publish'`,
    [repoId, JSON.stringify(GAIN)],
  );
  context = { source: new WeekSource(db.pool), now: new Date('2026-09-01T10:00:00Z'), timeZone: 'UTC' };
});
afterAll(() => db.drop());

async function toldOf(week: string): Promise<string[]> {
  const told = { weeks: new Set<string>(), changes: [], optimisations: new Map<number, boolean>() };
  const news = await readWeekNews(context, daysOfWeek(week), told, { isMadeAfterwards: true, only: null });
  return news.better.map(({ change }) => change.day);
}

test('a gain is told in the week of its day, or of the optimisation that its range includes', async () => {
  expect([await toldOf('2026-W29'), await toldOf('2026-W30')]).toEqual([[], ['2026-07-20']]);
  const scope = { services: ['acme/api'], teams: [], steps: ['publish'], runners: [] };
  const draft = { title: 'Smaller base image', at: '2026-07-13T09:00:00Z', scope };
  await recordOptimisation(context, optimisationDraftSchema.parse(draft));
  expect([await toldOf('2026-W29'), await toldOf('2026-W30')]).toEqual([['2026-07-20'], []]);
});
