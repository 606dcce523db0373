import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { SERVICE_RULES } from '@/lib/demo/service-rules';
import { createDemoWorld } from '@/lib/demo/world';
import { readSettings } from '@/lib/settings/read-settings';
import { storeSettings } from '@/lib/settings/save-settings';
import { resolveSeries } from '@/lib/settings/series-owners';
import { saveDemoRules } from './demo-rules';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('the demo has 25 services, as the README says, and no rest of its monorepo', () => {
  const now = new Date('2026-05-20T15:30:00Z');
  const world = createDemoWorld({ seed: 7, origin: now, weeks: 4 });
  const series = world.repos
    .filter(({ active }) => active)
    .flatMap(({ slug }) =>
      world
        .builds(slug, now)
        .flatMap(({ stages = [] }) =>
          stages.flatMap(({ name, steps = [] }) =>
            [{ name: '' }, ...steps].map(step => ({ repository: slug, pipeline: name, step: step.name })),
          ),
        ),
    );
  const services = new Set(resolveSeries(SERVICE_RULES, series).flatMap(({ service }) => service ?? []));
  expect(services.size).toBe(25);
  for (const name of ['ledger', 'invoices', 'quotas', 'audit-log', 'webhooks'])
    expect(services).toContain(name);
  expect(services).not.toContain('platform/backbone');
});

test('rules are given once, and never over those of somebody', async () => {
  await saveDemoRules(db.pool);
  const given = await readSettings(db.pool);
  expect(given.settings.rules).toEqual(SERVICE_RULES);
  await storeSettings(db.pool, { rules: [] }, given.revisions);
  await saveDemoRules(db.pool);
  expect((await readSettings(db.pool)).settings.rules).toEqual([]);
});
