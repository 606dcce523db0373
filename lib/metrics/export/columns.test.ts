import { expect, test } from 'vitest';
import { METRICS, type MetricName } from '../registry';
import { columnOf, exportedKeys } from './columns';
import { EXPORT_PAGES } from './export-pages';

const names = [...new Set<MetricName>(Object.values(EXPORT_PAGES).flat())];

test.each(names)('every figure of %s has a column of its own', name => {
  const headers = exportedKeys(METRICS[name].row.shape)
    .filter(key => key !== 'bucket')
    .map(key => columnOf(key).header);
  expect(new Set(headers).size).toBe(headers.length);
});

test.each([
  ['p90Ms', 252_000, 'p90 (s)', 252],
  ['lostMs', 5_400_000, 'Hours lost (h)', 1.5],
  ['busyMs', 5_400_000, 'Busy (machine h)', 1.5],
  ['hitRatio', 0.1234567, 'Cache hit rate (%)', 12.3],
  ['n', 7, 'Builds measured (n)', 7],
  ['p90Ms', 252_345, 'p90 (s)', 252.3],
  ['p90Ms', 45, 'p90 (s)', 0.045],
  ['lostMs', 123_456_789, 'Hours lost (h)', 34.29],
  ['lostMs', 123_456, 'Hours lost (h)', 0.034],
  ['lostMs', -123_456_789, 'Hours lost (h)', -34.29],
  ['lostMs', 0, 'Hours lost (h)', 0],
  ['lostMs', 1, 'Hours lost (h)', 0],
  ['cause', 'switch', 'Cause', 'context switching'],
  ['kind', 'setup', 'Kind', 'set-up'],
  ['step', 'build', 'Step', 'build'],
  ['p90Ms', null, 'p90 (s)', null],
])('%s of %s is written as %s', (key, value, header, cell) => {
  const column = columnOf(key);
  expect(column.header).toBe(header);
  expect(column.write(value)).toBe(cell);
});
