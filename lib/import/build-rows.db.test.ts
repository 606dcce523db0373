import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { STATUSES } from '@/lib/facts/vocabulary';
import { aBuild } from '@/tests/world/fake-drone';
import { buildRows, insertBuilds, upsertBuilds } from './build-rows';

const SEEN_AT = new Date('2026-03-02T10:00:00Z');
const TABLES = ['build', 'stage', 'step'] as const;
let db: TestDatabase;
let repoIds: number[];

beforeAll(async () => {
  db = await createTestDatabase();
  const { rows } = await db.pool.query<{ id: number }>(`
    with s as (insert into server (url) values ('http://drone') returning id)
    insert into repo (server_id, drone_id, slug, namespace, name, active)
    select s.id, n, 'acme/' || n, 'acme', n, true from s, generate_series(1, 2) as n returning id`);
  repoIds = rows.map(({ id }) => id);
});
afterAll(() => db.drop());

const SAMPLE = (() => {
  const { builds, stages, steps, seenAt } = buildRows(1, [{ ...aBuild(1), isFinal: true }], SEEN_AT);
  return {
    build: at(builds, 0, 'builds'),
    stage: at(stages, 0, 'stages'),
    step: at(steps, 0, 'steps'),
    seenAt,
  };
})();

/** Written when builds before it are removed. */
const SET_LATER = ['repeats_gone', 'promoted_created_at'];

const fieldOf = (column: string) => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** What an update leaves as it was: who the build is, and that it is final. */
const KEPT: Record<string, Record<string, unknown>> = {
  build: { drone_id: 5001, created_at: aBuild(1).createdAt, is_final: true, seen_open: true },
  stage: { drone_id: 10, released_at: SEEN_AT },
  step: { drone_id: 101 },
};

/** Another value for every column but those of the key, by the types and names of the database. */
async function otherRow(table: string, row: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { rows } = await db.pool.query<{ name: string; type: string; isKey: boolean }>(sql`
    select a.attname as name, format_type(a.atttypid, null) as type,
      exists (select 1 from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any(i.indkey))
        as "isKey"
    from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped`);
  const other: Record<string, unknown> = {
    ...{ text: 'other', integer: 77, bigint: 7007, 'text[]': ['other'], jsonb: { other: '1' } },
    'timestamp with time zone': new Date('2030-01-01T00:00:00Z'),
  };
  const columns = rows.filter(({ name }) => !SET_LATER.includes(name));
  return Object.fromEntries(
    columns.map(({ name, type, isKey }) => {
      const value = row[fieldOf(name)];
      if (isKey) return [name, value];
      return [name, type === 'boolean' ? value !== true : other[type]];
    }),
  );
}

describe.each(TABLES)('an update of a row of %s', table => {
  const stored = async () => (await db.pool.query(`select * from ${table}`)).rows;
  const { fact, own } = SAMPLE[table];
  const row: Record<string, unknown> = { ...fact, ...own };
  const upsert = async (change: Record<string, unknown>) => {
    const client = await db.pool.connect();
    const { build, stage, step, seenAt } = Object.assign({}, SAMPLE, {
      [table]: { fact, own: { ...own, ...change } },
    });
    await upsertBuilds(client, { builds: [build], stages: [stage], steps: [step], seenAt }).finally(() =>
      client.release(),
    );
  };
  const ofFields = (columns: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(columns).map(([column, value]) => [fieldOf(column), value]));
  beforeEach(async () => {
    await db.pool.query('truncate build, stage, step');
    await upsert({});
  });

  test('by a newer version changes every column, but who it is', async () => {
    const other = await otherRow(table, row);
    if (table === 'build')
      await db.pool.query(sql`update build set repeats_gone = true, promoted_created_at = ${SEEN_AT}`);
    await upsert(ofFields(other));
    const setLater = table === 'build' ? { repeats_gone: true, promoted_created_at: SEEN_AT } : {};
    expect(await stored()).toEqual([{ ...other, ...KEPT[table], ...setLater }]);
  });

  test('by the same version likewise; by an older one it changes nothing', async () => {
    const version = Number(row.version);
    await upsert({ status: 'killed', version });
    expect(await stored()).toMatchObject([{ status: 'killed', version }]);
    await upsert({ ...ofFields(await otherRow(table, row)), version: version - 1 });
    expect(await stored()).toMatchObject([{ status: 'killed', version }]);
  });
});

/** Text with all that JSON, arrays and `copy` write in other ways, or that Postgres refuses. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\\',
        '\t',
        '\n',
        '\r',
        '"',
        ',',
        '{',
        '}',
        '\\N',
        '\\.',
        '\u0000',
        '\ud800',
        '😀',
        'null',
      ),
    )
    .map(parts => parts.join('')),
);
const textOrNull = fc.option(text);
const time = fc.option(
  fc.date({ min: new Date('1950-01-01'), max: new Date('2400-01-01'), noInvalidDate: true }),
);
const int = fc.integer({ min: 0 });
const strings = fc.option(fc.dictionary(text, text));
const step = fc.record({
  name: text,
  error: textOrNull,
  errorIgnored: fc.boolean(),
  exitCode: fc.integer(),
  startedAt: time,
  stoppedAt: time,
  dependsOn: fc.option(fc.array(text)),
  image: textOrNull,
  detached: fc.option(fc.boolean()),
});
const stage = fc.record({
  name: text,
  status: fc.constantFrom(...STATUSES),
  error: textOrNull,
  machine: textOrNull,
  createdAt: time,
  dependsOn: fc.array(text),
  labels: strings,
});
const build = fc.record({
  externalId: fc.maxSafeNat(),
  parent: fc.option(int),
  event: text,
  trigger: textOrNull,
  sender: textOrNull,
  afterSha: textOrNull,
  message: textOrNull,
  deployId: fc.option(fc.maxSafeNat()),
  params: strings,
  startedAt: time,
  finishedAt: time,
});

test('what is inserted and what is upserted is the same, whatever it holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(build, stage, step), { minLength: 1, maxLength: 4 }),
      async changes => {
        await db.pool.query('truncate build, stage, step');
        const facts = changes.map(([ofBuild, ofStage, ofStep], index) => {
          const plain = aBuild(index + 1);
          const stages = plain.stages.map(own => ({
            ...own,
            ...ofStage,
            steps: own.steps.map(ownStep => ({ ...ownStep, ...ofStep })),
          }));
          return { ...plain, ...ofBuild, stages, isFinal: index % 2 === 0 };
        });
        const [first, second] = await Promise.all(
          repoIds.map(async (repoId, index) => {
            const client = await db.pool.connect();
            const rows = buildRows(repoId, facts, SEEN_AT);
            await (index === 0 ? insertBuilds(client, rows) : upsertBuilds(client, rows)).finally(() =>
              client.release(),
            );
            return readAll(repoId);
          }),
        );
        expect(first).toEqual(second);
        expect(first?.map(({ length }) => length)).toEqual([
          changes.length,
          changes.length,
          changes.length * 2,
        ]);
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);

async function readAll(repoId: number): Promise<unknown[][]> {
  const tables: unknown[][] = [];
  for (const table of TABLES) {
    const { rows } = await db.pool.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) - 'repo_id' as row from ${table} t where repo_id = $1
       order by ${table === 'build' ? 'number' : 'build_number, number'}`,
      [repoId],
    );
    tables.push(rows);
  }
  return tables;
}

test('a key that is there already is an error, and the connection goes on', async () => {
  await db.pool.query('truncate build, stage, step');
  const client = await db.pool.connect();
  try {
    const rows = (...numbers: number[]) =>
      buildRows(
        repoIds[0] ?? 0,
        numbers.map(number => ({ ...aBuild(number), isFinal: true })),
        SEEN_AT,
      );
    expect(await insertBuilds(client, rows(1, 2))).toBe(2);
    await expect(insertBuilds(client, rows(3, 2))).rejects.toMatchObject({ code: '23505' });
    expect((await client.query('select number from build order by 1')).rows).toEqual([
      { number: 1 },
      { number: 2 },
    ]);
    expect(await insertBuilds(client, { builds: [], stages: [], steps: [], seenAt: SEEN_AT })).toBe(0);
  } finally {
    client.release();
  }
});
