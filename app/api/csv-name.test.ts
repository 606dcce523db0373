import { expect, test } from 'vitest';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { csvName } from './csv-name';

const DAYS = { from: '2026-10-26', until: '2026-11-23' };

test.each([
  [{}, 'wait_2026-10-26_2026-11-22'],
  [{ team: 'storefront', event: 'push' }, 'wait_2026-10-26_2026-11-22_storefront_push'],
  [
    { repository: 'shop/api', pipeline: 'default', step: 'Größe "x"\n', branch: 'others' },
    'wait_2026-10-26_2026-11-22_shop-api_default_Gr-e-x-_others',
  ],
])('%j is %s', (narrow, name) => {
  expect(csvName('wait', DAYS, metricFilterSchema.parse(narrow))).toBe(name);
});

test('is not longer than a file system takes', () => {
  const filter = metricFilterSchema.parse({ team: 't'.repeat(200), step: 's'.repeat(200) });
  expect(csvName('wait', DAYS, filter).length).toBeLessThan(200);
});
