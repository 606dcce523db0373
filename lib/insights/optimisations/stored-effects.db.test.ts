import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { costSchema } from '@/lib/settings/cost';
import { rulesSchema } from '@/lib/settings/rules';
import { storeSettings } from '@/lib/settings/save-settings';
import { HOUR_MS } from '@/lib/time/units';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { addServer, storeBuilds } from '@/tests/world/stored-builds';
import {
  NoOptimisationError,
  type Optimisation,
  optimisationDraftSchema,
  optimisationEditSchema,
  optimisationsSearchSchema,
} from './optimisation';
import { measureEffects } from './stored-effects';
import {
  deleteOptimisation,
  editOptimisation,
  listOptimisations,
  readOptimisation,
  recordOptimisation,
  restoreOptimisation,
} from './stored-optimisations';

const MARCH = ['02', '03', '04', '05', '06', '09', '10', '11', '12', '13', '16', '17', '18', '19', '20'];
let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await storeBuilds(
    db.pool,
    MARCH.flatMap((day, index) =>
      [6, 7, 8].map(hour => ({
        number: 10 * index + hour,
        created: `2026-03-${day}T0${hour}:00:00Z`,
        waitS: (index < 8 ? 300 : 200) + ((hour * 7 + index * 3) % 11),
      })),
    ),
  );
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('truncate optimisation restart identity cascade');
  context = {
    source: new WeekSource(db.pool),
    now: new Date('2026-05-20T10:00:00Z'),
    timeZone: 'Europe/Berlin',
  };
});

const record = (title: string, at: string) =>
  recordOptimisation(context, optimisationDraftSchema.parse({ title, at }));

async function listed(): Promise<Map<string, Optimisation>> {
  const all = await listOptimisations(context, optimisationsSearchSchema.parse({}));
  return new Map(all.map(one => [one.title, one]));
}

test('of two on consecutive days each says that the other leaves no days', async () => {
  await record('first', '2026-03-11');
  await record('second', '2026-03-12');
  await record('alone', '2026-05-19');
  while (await measureEffects(context));
  const all = await listed();
  expect(all.get('first')).toMatchObject({
    effect: null,
    noDaysBetween: [{ title: 'second', day: '2026-03-12' }],
  });
  expect(all.get('second')).toMatchObject({ effect: null, noDaysBetween: [{ title: 'first' }] });
  // The day after it is not over: that is another reason to have no effect.
  expect(all.get('alone')).toMatchObject({ effect: null, noDaysBetween: null, firstKnownOn: '2026-05-21' });
});

test('one that cannot be measured holds up no other, and rests for an hour', async () => {
  await record('measured', '2026-03-12');
  const { id } = await record('impossible', '2026-03-12');
  await db.pool.query(`update optimisation set happened_at = '1969-01-01' where id = $1`, [id]);
  const failures: unknown[] = [];
  const turn = { noteFailure: (error: unknown) => failures.push(error), isOver: () => false };
  expect(await measureEffects(context, turn)).toBe(true);
  expect(failures).toHaveLength(1);
  expect((await listed()).get('measured')?.effect).toMatchObject({ isComplete: true });
  expect((await listed()).get('impossible')).toMatchObject({ effect: null });
  expect(await measureEffects(context, turn)).toBe(false);
  const later = { ...context, now: new Date(context.now.getTime() + HOUR_MS) };
  expect(await measureEffects(later, turn)).toBe(true);
  expect(failures).toHaveLength(2);
});

test('those that were recorded or edited last come first', async () => {
  const { id, revision } = await record('older', '2026-03-16');
  await record('newer', '2026-03-18');
  await editOptimisation(
    context,
    id,
    optimisationEditSchema.parse({ title: 'edited', at: '2026-03-05', revision }),
  );
  await measureEffects(context);
  const all = await listed();
  expect([all.get('edited')?.effect === null, all.get('newer')?.effect === null]).toEqual([false, true]);
});

test('what another version stored is made anew at once', async () => {
  await record('layers', '2026-03-12');
  while (await measureEffects(context));
  const measured = (await listed()).get('layers')?.effect;
  expect(measured).toMatchObject({ isComplete: true });
  await db.pool.query(`update optimisation_effect set effect = effect - 'comparison'`);
  expect((await listed()).get('layers')).toMatchObject({ effect: null });
  expect(await measureEffects(context)).toBe(true);
  expect((await listed()).get('layers')?.effect).toEqual(measured);
  expect(await measureEffects(context)).toBe(false);
});

test('restoring one that is not deleted leaves its revision', async () => {
  const { id, revision } = await record('layers', '2026-03-12');
  expect(await restoreOptimisation(context, id)).toMatchObject({ revision });
  await deleteOptimisation(context, id);
  expect(await restoreOptimisation(context, id)).toMatchObject({ title: 'layers' });
  await expect(restoreOptimisation(context, id + 1)).rejects.toThrow(NoOptimisationError);
});

test('what Postgres does not take is recorded as near as can be', async () => {
  const draft = { title: 'a\u0000b', by: 'c\u0000', note: 'd', scope: { services: ['e\u0000'] } };
  await recordOptimisation(context, optimisationDraftSchema.parse(draft));
  expect((await listed()).size).toBe(1);
});

test.each(['1970-12-31', '9998-01-01', '9999-12-31T09:00:00Z'])('%s is no day to be measured', at => {
  expect(optimisationDraftSchema.safeParse({ title: 'x', at }).error?.issues).toMatchObject([
    { path: ['at'], message: 'must lie within the years 1971 to 9997' },
  ]);
});

test('what an hour costs is applied to an effect when it is read: nothing is measured anew', async () => {
  await record('layers', '2026-03-12');
  while (await measureEffects(context));
  // In so few days none was saved for sure.
  const hoursAWeek = { value: 2, low: 1, high: 3 };
  await db.pool.query('update optimisation_effect set effect = effect || $1', [{ hoursAWeek }]);
  const money = async () => {
    const { isOutdated, effect } = (await listed()).get('layers') ?? {};
    return { isOutdated, moneyAWeek: effect?.moneyAWeek, currency: effect?.currency };
  };
  expect(await money()).toEqual({
    ...{ isOutdated: false, currency: 'EUR' },
    moneyAWeek: { value: 150, low: 75, high: 225 },
  });
  await storeSettings(db.pool, { cost: costSchema.parse({ ratePerHour: 10, currency: 'USD' }) }, {});
  context.source.expire();
  expect(await money()).toEqual({
    ...{ isOutdated: false, currency: 'USD' },
    moneyAWeek: { value: 20, low: 10, high: 30 },
  });
  expect(await measureEffects(context)).toBe(false);
});

test('an effect of settings, optimisations or windows of before says so until it is measured anew', async () => {
  const outdated = async () =>
    [...(await listed())].filter(([, { isOutdated }]) => isOutdated).map(([title]) => title);
  const { id, revision } = await record('layers', '2026-03-12');
  expect(await outdated()).toEqual([]);
  while (await measureEffects(context));
  expect(await outdated()).toEqual([]);
  await storeSettings(db.pool, { targets: { 'acme/api': { p90Seconds: 300 } } }, {});
  context.source.expire();
  expect(await outdated()).toEqual([]);
  const rules = rulesSchema.parse([{ repository: 'acme/*', service: 'all' }]);
  await storeSettings(db.pool, { rules }, {});
  context.source.expire();
  expect(await outdated()).toEqual(['layers']);
  expect(await readOptimisation(context, id)).toMatchObject({ isOutdated: true });
  while (await measureEffects(context));
  expect(await outdated()).toEqual([]);
  const edit = optimisationEditSchema.parse({ title: 'layers', at: '2026-03-13', revision });
  expect(await editOptimisation(context, id, edit)).toMatchObject({ isOutdated: true });
  while (await measureEffects(context));
  // Another one cuts its windows.
  await record('image', '2026-03-17');
  expect(await outdated()).toEqual(['layers']);
  while (await measureEffects(context));
  expect(await outdated()).toEqual([]);
});
