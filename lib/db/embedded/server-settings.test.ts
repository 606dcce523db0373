import { expect, test } from 'vitest';
import { serverSettings } from './server-settings';

const GIB = 1024 ** 3;

test.each([
  ['half a gigabyte', 0.5, '32MB', '8MB'],
  ['1 GB, of which the programs need the most', 1, '32MB', '8MB'],
  ['4 GB', 4, '416MB', '32MB'],
  ['24 GB', 24, '1024MB', '64MB'],
])('of %s, Postgres takes what it can have', (_, gigabytes, shared, work) => {
  const settings = serverSettings(gigabytes * GIB);
  expect(settings).toMatchObject({ shared_buffers: shared, work_mem: work });
});
