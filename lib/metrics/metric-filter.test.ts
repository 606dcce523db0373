import { expect, test } from 'vitest';
import { metricFilterSchema } from './metric-filter';

test('what a name may be is described for whoever reads the API', () => {
  for (const [key, schema] of Object.entries(metricFilterSchema.shape)) {
    expect([key, schema.description]).toEqual([key, expect.stringMatching(/\w/)]);
  }
});
