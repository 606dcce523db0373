import { expect, test } from 'vitest';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { csvName } from './csv-name';

const DAYS = { from: '2026-10-26', until: '2026-11-23' };

test.each([
  [{}, 'wait_2026-10-26_2026-11-22'],
  [{ team: 'storefront', event: 'push' }, 'wait_2026-10-26_2026-11-22_storefront_push'],
  [
    { repository: 'shop/api', pipeline: 'default', step: 'Größe "x_y"\n', branch: 'others' },
    'wait_2026-10-26_2026-11-22_shop-api_default_Gr-e-x-y-_others',
  ],
  [{ team: 'all', event: 'push' }, 'wait_2026-10-26_2026-11-22_all_push'],
])('%j is %s', (narrow, name) => {
  expect(csvName('wait', DAYS, metricFilterSchema.parse(narrow))).toBe(name);
});

test('builds are narrowed to a status too', () => {
  const names = (['all', 'failed'] as const).map(status => csvName('builds', DAYS, { team: 'shop', status }));
  expect(names).toEqual(['builds_2026-10-26_2026-11-22_shop', 'builds_2026-10-26_2026-11-22_shop_failed']);
});

test('is not longer than a file system takes', () => {
  const filter = metricFilterSchema.parse({ team: 't'.repeat(200), step: 's'.repeat(200) });
  expect(csvName('wait', DAYS, filter).length).toBeLessThan(200);
});
