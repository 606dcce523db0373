import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { MINUTE_MS } from '@/lib/time/units';
import { WeekSource } from '@/lib/weeks/reader';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { optimisationDraftSchema, optimisationsSearchSchema } from './optimisation';
import { measureEffects } from './stored-effects';
import { listOptimisations, recordOptimisation } from './stored-optimisations';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('what was measured before the history came in is measured again with it', async () => {
  const source = new WeekSource(db.pool, 16);
  const begunMs = Date.parse('2026-04-20T10:00:00Z');
  const at = (ms: number) => ({ source, now: new Date(ms), timeZone: 'UTC' });
  await recordOptimisation(
    at(begunMs),
    optimisationDraftSchema.parse({ title: 'Layers are cached', at: '2026-03-16' }),
  );
  expect(await measureEffects(at(begunMs))).toBe(true);
  await addServer(db.pool);
  await addRepo(db.pool, 'shop/web');
  await storeBuilds(
    db.pool,
    Array.from({ length: 28 }, (_, index) => ({
      number: index + 1,
      created: `2026-03-${String(index + 2).padStart(2, '0')}T08:00:00Z`,
      waitS: 300,
    })),
  );
  source.expire();
  expect(await measureEffects(at(begunMs + 2 * MINUTE_MS))).toBe(true);
  const [measured] = await listOptimisations(at(begunMs), optimisationsSearchSchema.parse({}));
  expect(measured?.effect?.comparison.before.buildCount).toBeGreaterThan(0);
});
