import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyRows } from './copy-rows';
import { inTransaction } from './in-transaction';
import { modelColumns } from './model-columns';
import { createTestDatabase, type TestDatabase } from './test-database';

let db: TestDatabase;
const MOMENT = { name: 'moment', columns: modelColumns({ at: 'at', other: 'other' }) };

beforeAll(async () => {
  db = await createTestDatabase();
  await db.pool.query('create table moment (at timestamptz, other timestamptz)');
});
afterAll(() => db.drop());

test('times arrive to the millisecond, whatever day the one before was of; one that is none is null', async () => {
  const texts = [
    '2026-03-02T00:00:00.000Z',
    '2026-03-02T23:59:59.999Z',
    '2026-03-03T00:00:00.000Z',
    '2026-03-01T12:34:56.007Z',
    '1970-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.001Z',
    '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.000Z',
    '2026-03-02T09:05:00.120Z',
  ];
  const rows = texts.map((text, i) => ({
    at: new Date(text),
    other: i === 0 ? new Date(Number.NaN) : new Date(texts[i - 1] ?? ''),
  }));
  await inTransaction(db.pool, client =>
    copyRows(
      client,
      MOMENT,
      rows.map(({ at, other }) => ({ fact: { at }, own: { other } })),
    ),
  );
  const stored = await db.pool.query<Record<'at' | 'other', number | null>>(
    `select round(extract(epoch from at) * 1000)::double precision as at,
       round(extract(epoch from other) * 1000)::double precision as other from moment`,
  );
  const msOf = (date: Date) => (Number.isNaN(date.getTime()) ? null : date.getTime());
  expect(stored.rows).toEqual(rows.map(({ at, other }) => ({ at: msOf(at), other: msOf(other) })));
});
