import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { EXIT } from './explain-error';
import { main } from './main';

let db: TestDatabase;
let printed = '';
let complained = '';

beforeAll(async () => {
  db = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', db.url);
  vi.stubEnv('TIME_ZONE', 'Europe/Berlin');
  await addServer(db.pool);
  await addRepo(db.pool, 'shop/web');
  const days = [
    '02',
    '03',
    '04',
    '05',
    '06',
    '09',
    '10',
    '11',
    '12',
    '13',
    '16',
    '17',
    '18',
    '19',
    '20',
    '23',
    '24',
    '25',
    '26',
    '27',
  ];
  await storeBuilds(
    db.pool,
    days.flatMap((day, index) =>
      [6, 7, 8, 9].map(hour => ({
        number: 10 * index + hour,
        created: `2026-03-${day}T0${hour}:00:00Z`,
        waitS: (index < 10 ? 300 : 200) + ((hour * 7 + index * 3) % 11),
      })),
    ),
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await db.drop();
});
beforeEach(() => {
  [printed, complained] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    complained += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

test('mark records an optimisation, from one line', async () => {
  await main([
    'mark',
    '--title',
    'Layers',
    '--at',
    '2026-03-14',
    '--scope',
    'service:shop/web',
    'step:test',
    '--hours',
    '2.5',
  ]);
  expect(printed).toMatch(/^recorded as optimisation \d+, since 2026-03-14\n$/);
  const { rows } = await db.pool.query('select title, services, steps, hours_spent from optimisation');
  expect(rows).toEqual([{ title: 'Layers', services: ['shop/web'], steps: ['test'], hours_spent: 2.5 }]);
});

test.each([
  [['--title', 'x', '--scope', 'shop/web'], '--scope "shop/web" is no scope'],
  [['--title', 'x', '--hours', 'two'], '--hours must be hours from 0'],
  [['--title', 'x', '--at', 'yesterday'], '--at must be a day such as'],
])('mark %j is refused', async (options, problem) => {
  await main(['mark', ...options]);
  expect(complained).toContain(problem);
  expect(process.exitCode).toBe(EXIT.misused);
});

test('compare says its verdict, for people and for programs', async () => {
  const sides = ['--range', '2026-03-16..2026-03-27', '--against', '2026-03-02..2026-03-13'];
  await main(['compare', ...sides]);
  expect(printed).toMatch(/^Faster by 33% /);
  expect(printed).toMatch(/working days +10 +10\n/);
  printed = '';
  await main(['compare', ...sides, '--json']);
  expect(JSON.parse(printed)).toMatchObject({ direction: 'faster', before: { buildCount: 40 } });
});

test('options that mean nothing are named', async () => {
  await main(['compare', '--range', 'soon']);
  expect(complained).toContain('range "soon" is no range');
  await main(['changes', '--kind', 'colour']);
  expect(complained).toContain('--kind must be one of wait, step, cache');
  expect(process.exitCode).toBe(EXIT.misused);
});

test('changes and fix-first say when there is nothing', async () => {
  await main(['changes']);
  await main(['fix-first']);
  expect(printed).toBe(
    '0 of 2 repositories are searched under the settings as they are.\n\nNo changes were found.\nNothing is computed yet: the poller does that once the history is in.\n',
  );
  printed = '';
  await main(['fix-first', '--json']);
  expect(JSON.parse(printed)).toEqual({
    ...{ findings: [], openCount: 0, weeks: null, computedAt: null, isWhole: false, isOutdated: false },
    timeZone: expect.any(String),
  });
});
