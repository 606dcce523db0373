import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { storeSettings } from '@/lib/settings/save-settings';
import { addDays } from '@/lib/time/days';
import { DAY_MS } from '@/lib/time/units';
import { LimitedSource, type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { optimisationDraftSchema } from '../optimisations/optimisation';
import { deleteOptimisation, purgeDeleted, recordOptimisation } from '../optimisations/stored-optimisations';
import { suggestOptimisations } from '../optimisations/suggest';
import { changeMarkSchema, changesSearchSchema, type StoredChange, UnknownOptimisationError } from './change';
import { listChanges, markChange, readChangePoints } from './stored-changes';

const TODAY = '2026-05-20';
const NOW = new Date(`${TODAY}T10:00:00Z`);
let db: TestDatabase;
let context: ReaderContext;
let mono = 0;
let [apiBuild, lint] = ['', ''];

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  mono = await addRepo(db.pool, 'acme/mono');
  await storeSettings(
    db.pool,
    { rules: [{ repository: 'acme/mono', step: '<s>-*', service: '<s>', team: 'blue' }] },
    {},
  );
  const names = ['clone', 'api-build', 'shop-build', 'lint'];
  const steps = names.map((name, i) => ({ name, startS: 10 * i, stopS: 10 * i + 9, dependsOn: [] }));
  await storeBuilds(
    db.pool,
    [
      { created: '2026-05-18T09:00:00Z', title: 'ci: cache docker layers' },
      { created: '2026-05-10T09:00:00Z', title: 'ci: cache pip installs' },
      { created: '2026-05-11T09:00:00Z', title: 'Mend the colour of a button' },
    ].map((build, i) => ({
      ...build,
      repoId: mono,
      number: i + 1,
      waitS: 60,
      stages: [{ startS: 0, stopS: 60, steps }],
    })),
  );
  const { rows } = await db.pool.query<{ id: number; step: string }>(
    'select id, step from series where repo_id = $1',
    [mono],
  );
  const subject = (step: string) => `step ${rows.find(series => series.step === step)?.id}`;
  [apiBuild, lint] = [subject('api-build'), subject('lint')];
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('truncate optimisation, found_change, change_mark restart identity cascade');
  context = { source: new WeekSource(db.pool), now: NOW, timeZone: 'Europe/Berlin' };
});

const aChange = (day: string, change: Partial<StoredChange> = {}): StoredChange => ({
  ...{ kind: 'step', service: 'old-name', team: 'old-team', repository: 'acme/old', pipeline: 'default' },
  ...{ step: 'old-step', cacheKind: null, tool: null, before: 90_000, after: 30_000, effect: -2 / 3 },
  ...{ rangeFrom: addDays(day, -3), rangeUntil: addDays(day, 3), isWorse: false, pValue: 1e-9 },
  ...{ hoursAWeek: -1, isDrifting: false, label: null, suspectCount: 1, logChanges: [] },
  suspects: [
    {
      number: 1,
      createdAt: `${day}T09:00:00.000Z`,
      commit: 'abc',
      title: 'ci: cache docker layers',
      branch: 'main',
      ...{ value: null, likeness: null },
    },
  ],
  ...change,
});

async function store(subject: string, day: string, change: unknown = aChange(day)): Promise<string> {
  await db.pool.query(
    'insert into found_change (repo_id, subject, day, change, found_at) values ($1, $2, $3, $4, now())',
    [mono, subject, day, JSON.stringify(change)],
  );
  return `${mono}~${day}~${subject}`;
}

const list = async (search: Record<string, unknown> = {}) =>
  (await listChanges(context, changesSearchSchema.parse(search))).changes;
const mark = (said: Record<string, unknown>) => markChange(context, changeMarkSchema.parse(said));
const record = (draft: Record<string, unknown>) =>
  recordOptimisation(context, optimisationDraftSchema.parse(draft));

describe('where a change lies', () => {
  test('follows the rules and names of today', async () => {
    await store(apiBuild, '2026-03-10');
    const now = {
      service: 'api',
      team: 'blue',
      services: ['api'],
      repository: 'acme/mono',
      step: 'api-build',
    };
    expect(await list()).toMatchObject([now]);
    expect(
      await list({ service: 'api', team: 'blue', repository: 'acme/mono', step: 'api-build' }),
    ).toHaveLength(1);
    expect(await list({ service: 'old-name' })).toEqual([]);
    expect(await list({ repository: 'acme/old' })).toEqual([]);
  });

  test('of what services share is each of them', async () => {
    await store(lint, '2026-05-12');
    expect(await list()).toMatchObject([
      { service: null, services: ['api', 'shop'], repository: 'acme/mono', step: 'lint' },
    ]);
    expect(await list({ service: 'shop', team: 'blue' })).toHaveLength(1);
    expect(await list({ service: 'acme/api' })).toEqual([]);
    expect(await list({ team: 'acme' })).toEqual([]);
  });

  test('a gain of what services share can be recorded, and is explained then', async () => {
    await store(lint, '2026-05-12');
    const [gain] = (await suggestOptimisations(context)).filter(({ reason }) => reason === 'gain');
    expect(gain).toMatchObject({
      day: '2026-05-12',
      draft: { title: 'ci: cache docker layers', scope: { services: ['api', 'shop'], steps: ['lint'] } },
    });
    await record(gain?.draft ?? {});
    expect(await list()).toMatchObject([
      { state: 'explained', mark: { optimisation: { title: 'ci: cache docker layers' } } },
    ]);
    expect((await suggestOptimisations(context)).filter(({ reason }) => reason === 'gain')).toEqual([]);
  });
});

describe('what is listed', () => {
  test('is of a year, the newest first, without the evidence, and says what is left out', async () => {
    await store(apiBuild, '2025-05-19');
    await store(apiBuild, '2025-05-20');
    await store(apiBuild, '2026-05-05');
    await store(lint, '2026-05-05', aChange('2026-05-05', { hoursAWeek: -2 }));
    const all = await listChanges(context, changesSearchSchema.parse({}));
    expect(all).toMatchObject({ changeCount: 3, since: '2025-05-20' });
    expect(all.changes.map(({ day, step }) => [day, step])).toEqual([
      ['2026-05-05', 'lint'],
      ['2026-05-05', 'api-build'],
      ['2025-05-20', 'api-build'],
    ]);
    expect(all.changes[0]).not.toHaveProperty('suspects');
    const { suspects } = await readChangePoints(context, all.changes[0]?.id ?? '');
    expect(suspects).toMatchObject([{ title: 'ci: cache docker layers' }]);
    expect(await listChanges(context, changesSearchSchema.parse({ limit: '1' }))).toMatchObject({
      changeCount: 3,
      changes: { length: 1 },
    });
    expect(await list({ since: '2025-01-01' })).toHaveLength(4);
  });

  test('leaves out what another version stored, until it is made anew', async () => {
    await store(apiBuild, '2026-05-05', {
      kind: 'step',
      service: 'api',
      isWorse: 'perhaps',
      hoursAWeek: 'many',
    });
    await store('colour 7', '2026-05-06', aChange('2026-05-06'));
    await store(lint, '2026-05-07');
    expect(await list({ direction: 'better' })).toMatchObject([{ step: 'lint' }, { step: 'old-step' }]);
  });
});

describe('what is said of changes', () => {
  test('two changes of one week keep their own', async () => {
    const [first, second] = [await store(lint, '2026-05-04'), await store(lint, '2026-05-08')];
    await mark({ id: first, state: 'acknowledged', note: 'of the first' });
    expect((await list()).map(({ state }) => state)).toEqual(['new', 'acknowledged']);
    await mark({ id: second, state: 'acknowledged', note: 'of the second' });
    expect((await list()).map(change => change.mark?.note)).toEqual(['of the second', 'of the first']);
    await mark({ id: second, state: 'new' });
    expect((await list()).map(change => change.mark?.note)).toEqual([undefined, 'of the first']);
  });

  test('moves with its change, and is replaced there', async () => {
    const before = await store(lint, '2026-05-04');
    await mark({ id: before, state: 'acknowledged', note: 'as it was' });
    await db.pool.query('truncate found_change');
    const moved = await store(lint, '2026-05-06');
    expect(await list()).toMatchObject([{ mark: { note: 'as it was' } }]);
    expect(await mark({ id: moved, state: 'acknowledged', note: 'as it is' })).toMatchObject({
      mark: { note: 'as it is' },
    });
    expect((await db.pool.query('select note from change_mark')).rows).toEqual([{ note: 'as it is' }]);
    await db.pool.query('truncate found_change');
    await store(lint, '2026-05-14');
    expect(await list()).toMatchObject([{ state: 'new' }]);
  });

  test('by several people at once is kept once', async () => {
    const id = await store(lint, '2026-05-04');
    const people = ['ada', 'bea', 'cyd', 'eve', 'ole'];
    await Promise.all(people.map(by => mark({ id, state: 'acknowledged', by })));
    const [change, ...others] = await list();
    expect(people).toContain(change?.mark?.by);
    expect(others).toEqual([]);
    expect((await db.pool.query('select 1 from change_mark')).rowCount).toBe(1);
  });

  test('a character that Postgres does not take is no failure', async () => {
    const id = await store(lint, '2026-05-04');
    await mark({ id, state: 'acknowledged', note: 'a\u0000b', by: 'c\u0000' });
    expect((await list())[0]?.state).toBe('acknowledged');
  });

  test('says what explains it: words, an optimisation, or both', () => {
    const problemOf = (said: object) =>
      changeMarkSchema.safeParse({ id: 'one', state: 'explained', ...said }).error?.issues[0];
    for (const nothing of [{}, { note: null }, { note: ' ' }])
      expect(problemOf(nothing)).toMatchObject({
        path: ['note'],
        message: expect.stringMatching(/^is empty: say what/),
      });
    for (const said of [{ note: 'a new test' }, { optimisationId: 3 }, { note: 'so', optimisationId: 3 }])
      expect(problemOf(said)).toBeUndefined();
  });

  test('an optimisation that is not there is refused', async () => {
    const id = await store(lint, '2026-05-04');
    const gone = await record({ title: 'gone' });
    await deleteOptimisation(context, gone.id);
    for (const optimisationId of [2_147_483_647, gone.id])
      await expect(mark({ id, state: 'explained', optimisationId })).rejects.toThrow(
        UnknownOptimisationError,
      );
    for (const optimisationId of [2_147_483_648, 0, 1.5])
      expect(
        changeMarkSchema.safeParse({ id, state: 'explained', optimisationId }).error?.issues[0]?.message,
      ).toBe('must be the number of an optimisation, such as 12');
    expect(await list()).toMatchObject([{ state: 'new' }]);
  });

  test('names an optimisation to those alone who may see all that it concerns', async () => {
    const [first, second] = [await store(lint, '2026-04-06'), await store(apiBuild, '2026-05-04')];
    const { id: everywhere } = await record({ title: 'all runners moved', at: '2026-04-06' });
    const { id: own } = await record({
      title: 'own layers',
      at: '2026-05-04',
      scope: { services: ['api'] },
    });
    await mark({ id: first, state: 'explained', note: 'as planned', optimisationId: everywhere });
    await mark({ id: second, state: 'explained', optimisationId: own });
    const named = async () => (await list()).map(change => [change.state, change.mark?.optimisation?.title]);
    expect(await named()).toEqual([
      ['explained', 'own layers'],
      ['explained', 'all runners moved'],
    ]);
    context.source = new LimitedSource(new WeekSource(db.pool), async () => new Set([mono]));
    expect(await named()).toEqual([
      ['explained', 'own layers'],
      ['explained', undefined],
    ]);
    expect((await list())[1]?.mark?.note).toBe('as planned');
    await expect(mark({ id: second, state: 'explained', optimisationId: everywhere })).rejects.toThrow(
      UnknownOptimisationError,
    );
  });

  test('outlives the optimisation that explained it', async () => {
    const id = await store(lint, '2026-05-04');
    const { id: optimisationId } = await record({ title: 'layers' });
    await mark({ id, state: 'explained', note: 'as planned', by: 'ada', optimisationId });
    await deleteOptimisation(context, optimisationId);
    await purgeDeleted(db.pool, new Date(NOW.getTime() + 30 * DAY_MS));
    expect((await db.pool.query('select 1 from optimisation')).rowCount).toBe(0);
    expect(await list()).toMatchObject([
      { state: 'explained', mark: { note: 'as planned', by: 'ada', optimisation: null } },
    ]);
  });
});

test('commits are suggested unless an optimisation of the same is recorded near them', async () => {
  const titles = async () =>
    (await suggestOptimisations(context))
      .filter(({ reason }) => reason === 'commit')
      .map(({ draft }) => draft.title);
  const both = ['ci: cache docker layers', 'ci: cache pip installs'];
  expect(await titles()).toEqual(both);
  await record({ title: 'of others', at: '2026-05-18', scope: { services: ['acme/api'] } });
  expect(await titles()).toEqual(both);
  await record({ title: 'of one that it concerns', at: '2026-05-17', scope: { services: ['shop'] } });
  expect(await titles()).toEqual(['ci: cache pip installs']);
});
