import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordStory } from '@/lib/cli/demo-story';
import type { TestDatabase } from '@/lib/db/test-database';
import { dayOf } from '@/lib/demo/calendar';
import { storyOf } from '@/lib/demo/story';
import { type Change, changesSearchSchema } from '@/lib/insights/changes/change';
import { listChanges, readChangePoints } from '@/lib/insights/changes/stored-changes';
import { watchRepos } from '@/lib/insights/changes/watch-next';
import type { Remedy } from '@/lib/insights/fix-first/finding';
import { findFixFirst } from '@/lib/insights/fix-first/fix-first';
import { type Optimisation, optimisationsSearchSchema } from '@/lib/insights/optimisations/optimisation';
import { measureEffects } from '@/lib/insights/optimisations/stored-effects';
import { listOptimisations } from '@/lib/insights/optimisations/stored-optimisations';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { createStoryDatabase, STORY as TOLD } from './demo-database';
import { trueRatio } from './demo-effects';

const { origin: NOW, developerCount: DEVELOPERS } = TOLD;
const STORY = storyOf(dayOf(NOW.getTime() / 1000));
const OPTIMISATIONS = STORY.filter(({ kind }) => kind === 'optimisation');
/** A change of a twentieth is less than any that is shown: it is measured, but not found. */
const FOUND = STORY.filter(({ key }) => key !== 'runners-moved');
let db: TestDatabase;
let context: ReaderContext;
let changes: Change[];
let recorded: Optimisation[];

beforeAll(async () => {
  db = await createStoryDatabase();
  context = { source: new WeekSource(db.pool), now: NOW, timeZone: 'UTC' };
  await recordStory(context, OPTIMISATIONS);
  while (await watchRepos(context));
  while (await measureEffects(context));
  ({ changes } = await listChanges(context, changesSearchSchema.parse({ limit: 2000 })));
  recorded = await listOptimisations(context, optimisationsSearchSchema.parse({}));
}, 900_000);
afterAll(() => db.drop());

/** Services of an event that built enough in the four weeks before it and after it: few people, some of them idle. */
async function busyServices({ at, repos }: { at: Date; repos: readonly string[] }): Promise<string[]> {
  const { rows } = await db.pool.query<{ slug: string }>(
    `select r.slug from repo r join build b on b.repo_id = r.id
     where r.slug = any($1) and b.status = 'success' and b.event in ('push', 'pull_request')
       and b.created_at between $2::timestamptz - interval '28 days' and $2::timestamptz + interval '28 days'
     group by r.slug
     having count(*) filter (where b.created_at < $2) >= 30 and count(*) filter (where b.created_at >= $2) >= 30`,
    [repos, at],
  );
  return rows.map(({ slug }) => slug);
}

const dayOfEvent = ({ at }: { at: Date }) => at.toISOString().slice(0, 10);
const isWithin = ({ rangeFrom, rangeUntil }: Change, day: string) => rangeFrom <= day && day <= rangeUntil;

describe('changes', () => {
  test.each(FOUND.map(event => [event.key, event] as const))(
    '%s is found in every service',
    async (_, event) => {
      const busy = await busyServices(event);
      expect(busy.length).toBeGreaterThan(0);
      for (const repository of busy) {
        const found = changes.filter(
          change =>
            change.repository === repository &&
            !change.isAlarm &&
            change.isWorse === (event.kind === 'regression') &&
            isWithin(change, dayOfEvent(event)),
        );
        expect(
          found.map(({ kind }) => kind),
          repository,
        ).not.toEqual([]);
      }
    },
  );

  test('nothing is found where nothing changed', () => {
    const strangers = changes.filter(
      ({ repository, isAlarm }) => !isAlarm && !STORY.some(({ repos }) => repos.includes(repository)),
    );
    expect(strangers.map(({ repository, day, kind, step }) => [repository, day, kind, step])).toEqual([]);
  });

  test('the fallen cache is named with its command, and with the builds among which it fell', async () => {
    const fallen = changes.find(
      ({ kind, step, isWorse }) => kind === 'cache' && step === 'install' && isWorse,
    );
    expect(fallen).toMatchObject({
      service: 'storefront/checkout-web',
      cacheKind: 'packages',
      tool: 'pnpm',
      label: 'pnpm install --frozen-lockfile',
      state: 'new',
    });
    expect(fallen?.hoursAWeek).toBeGreaterThan(0);
    const { suspects, logChanges } = await readChangePoints(context, fallen?.id ?? '');
    expect(suspects[0]).toMatchObject({ likeness: 'first' });
    expect(logChanges.slice(0, 2)).toMatchObject([
      { kind: 'no longer cached', text: 'pnpm' },
      { kind: 'takes longer', text: 'pnpm install --frozen-lockfile' },
    ]);
  });

  test('gains are explained by the optimisations that were recorded', () => {
    const gains = changes.filter(
      change =>
        !change.isWorse &&
        OPTIMISATIONS.some(
          event => event.repos.includes(change.repository) && isWithin(change, dayOfEvent(event)),
        ) &&
        change.kind === 'step',
    );
    expect(gains.length).toBeGreaterThan(5);
    expect(gains.filter(({ state }) => state !== 'explained')).toEqual([]);
  });
});

describe('effects', () => {
  test.each(OPTIMISATIONS.map(event => [event.key, event] as const))(
    'the interval of %s holds what the demo did',
    (_, event) => {
      const effect = recorded.find(({ title }) => title === event.title)?.effect;
      const interval = effect?.comparison.interval;
      const truth = trueRatio(NOW, DEVELOPERS, event);
      expect(effect?.comparison.direction).toBe('faster');
      expect(interval?.low, `${truth}`).toBeLessThanOrEqual(truth);
      expect(interval?.high, `${truth}`).toBeGreaterThanOrEqual(truth);
    },
  );

  test('the move of region is shown with what it is worth and when it is paid back, and is called no more than it is', () => {
    const move = recorded.find(({ scope }) => scope.services.length === 7)?.effect;
    expect(move?.hoursAWeek?.value).toBeGreaterThan(0);
    expect(move?.comparison.worth?.verdict).not.toBe('material');
    expect(move?.payBack).toMatchObject({ status: 'not yet', day: expect.stringMatching(/^\d{4}-/) });
  });
});

describe('fix first', () => {
  const REMEDIES: ReadonlyArray<readonly [string, Remedy, most: number]> = [
    // The same pipelines had their packages moved into layers later: the one saves a little more than the other.
    ['small-base-image', 'big base image', 2],
    ['cached-layers', 'reinstalls packages', 1],
    ['push-sees-cache', 'push without cache', 2],
  ];

  test.each(REMEDIES)('the day before %s has "%s" at the top', async (key, remedy, most) => {
    const event = STORY.find(other => other.key === key);
    const all = event === undefined ? [] : await findFixFirst(context, dayOfEvent(event));
    for (const service of event === undefined ? [] : await busyServices(event)) {
      const own = all.filter(
        ({ finding }) => finding.service === service && finding.remedy !== 'runners are short',
      );
      const rank = own.findIndex(({ finding }) => finding.remedy === remedy);
      expect(rank, `${service}: ${own.map(({ finding }) => finding.remedy)}`).toBeGreaterThanOrEqual(0);
      expect(rank, service).toBeLessThan(most);
    }
  });

  test('the day before the move, pushes from the far region are named', async () => {
    const event = STORY.find(({ key }) => key === 'runners-moved');
    const all = event === undefined ? [] : await findFixFirst(context, dayOfEvent(event));
    const far = all.filter(({ finding }) => finding.remedy === 'registry far away');
    // One thing to mend, with all who push from there.
    expect(far.filter(({ finding }) => finding.isPool)).toHaveLength(1);
    const services = far.flatMap(({ finding }) => finding.service ?? []);
    expect(services.filter(service => !event?.repos.includes(service))).toEqual([]);
    expect(services.length).toBeGreaterThan(4);
  });
});
