import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import { createDemoWorld, type DemoWorld } from '@/lib/demo/world';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { WeekSource } from '@/lib/weeks/reader';
import { createStoryDatabase, STORY } from './demo-database';
import { STORY_LOGS, storyWorld } from './demo-effects';
import { pollOnce } from './world/one-pass';

const NOW = STORY.origin;
const TIME_ZONE = 'UTC';
const ALL_LOGS = { minStepSeconds: 0, maxAgeDays: null };
let server: DemoServer;
let db: TestDatabase;

async function poll(logPolicy: typeof ALL_LOGS, keepSpansDays: number): Promise<void> {
  const { errors } = await pollOnce({
    pool: db.pool,
    ci: { kind: 'drone', server: server.url, token: server.tokens.admin },
    timeZone: TIME_ZONE,
    logPolicy,
    keepSpansDays,
    logger: pino({ level: 'warn' }, pino.destination(2)),
  });
  expect(errors).toEqual([]);
}

interface WrittenCache {
  slug: string;
  createdMs: number;
  kind: string;
  hits: number;
  misses: number;
}

/** What the demo wrote of caches into the logs that are read of builds that are over: those of others are not read yet. */
function writtenCaches(world: DemoWorld, { minStepSeconds }: typeof ALL_LOGS): WrittenCache[] {
  const caches: WrittenCache[] = [];
  for (const { slug } of world.repos) {
    for (const build of world.builds(slug, NOW)) {
      if (build.finished === 0) continue;
      for (const stage of build.stages ?? []) {
        for (const step of stage.steps ?? []) {
          if ((step.stopped ?? 0) - (step.started ?? 0) < minStepSeconds) continue;
          const truth = world.logTruth(slug, build.number, stage.number, step.number, NOW);
          for (const { kind, hits, misses } of truth?.caches ?? [])
            caches.push({ slug, createdMs: build.created * 1000, kind, hits, misses });
        }
      }
    }
  }
  return caches;
}

/** Hits and misses by repository, kind and side of a date, as the demo wrote them. */
function writtenRates(
  caches: readonly WrittenCache[],
  changes: ReadonlyMap<string, Date>,
): Map<string, [number, number]> {
  const rates = new Map<string, [number, number]>();
  for (const { slug, createdMs, kind, hits, misses } of caches) {
    const isAfter = createdMs >= (changes.get(slug)?.getTime() ?? Number.POSITIVE_INFINITY);
    const key = `${slug} ${kind} ${isAfter ? 'after' : 'before'}`;
    const [h, m] = rates.get(key) ?? [0, 0];
    if (hits + misses > 0) rates.set(key, [h + hits, m + misses]);
  }
  return rates;
}

/** The same as it was read. Null is what a log that was cut short does not tell: the demo wrote none of it by then. */
async function readRates(changes: ReadonlyMap<string, Date>): Promise<Map<string, [number, number]>> {
  const found = await db.pool.query<{ key: string; hits: number; misses: number }>(
    `select r.slug || ' ' || c.kind || case when b.created_at >= k.at then ' after' else ' before' end as key,
       coalesce(sum(c.hits), 0)::int as hits, coalesce(sum(c.misses), 0)::int as misses
     from step_cache c
     join build b on b.repo_id = c.repo_id and b.number = c.build_number
     join repo r on r.id = c.repo_id
     left join unnest($1::text[], $2::timestamptz[]) as k(slug, at) on k.slug = r.slug
     group by 1 having sum(coalesce(c.hits, 0) + coalesce(c.misses, 0)) > 0`,
    [[...changes.keys()], [...changes.values()]],
  );
  return new Map(found.rows.map(({ key, hits, misses }) => [key, [hits, misses]]));
}

describe('all logs of two weeks, read by the poller', () => {
  const world = createDemoWorld({ seed: 7, origin: NOW, weeks: 2, developerCount: 3 });

  beforeAll(async () => {
    server = await startDemoServer({ world, now: () => NOW });
    db = await createTestDatabase();
    await poll(ALL_LOGS, 36_500);
  });
  afterAll(async () => {
    await server.close();
    await db.drop();
  });

  test('every service has the hit rates that the demo wrote, of every kind of cache', async () => {
    const written = writtenRates(writtenCaches(world, ALL_LOGS), new Map());
    expect(await readRates(new Map())).toEqual(written);
    const kinds = new Set([...written.keys()].map(key => key.split(' ')[1]));
    expect([...kinds].sort()).toEqual(['archive', 'buildtool', 'layers', 'packages', 'registry']);
  });

  test('every log is read, or it is said why not', async () => {
    const left = await db.pool.query('select count(*)::int as n from log_todo');
    expect(left.rows).toEqual([{ n: 0 }]);
    const outcomes = await db.pool.query<{ outcome: string; reason: string | null }>(
      'select distinct outcome, reason from step_log order by 1',
    );
    expect(outcomes.rows).toEqual([
      { outcome: 'missing', reason: 'the server has no log of this step' },
      { outcome: 'read', reason: null },
      { outcome: 'silent', reason: 'the step printed nothing' },
    ]);
  });
});

describe('the logs of the story', () => {
  const world = storyWorld(STORY.origin, STORY.developerCount);
  const caches = writtenCaches(world, STORY_LOGS);

  beforeAll(async () => {
    server = await startDemoServer({ world, now: () => NOW });
    db = await createStoryDatabase();
    // The server that it was imported from, on another port.
    await db.pool.query('update server set url = $1', [server.url]);
  });
  afterAll(async () => {
    await server.close();
    await db.drop();
  });

  test.each(world.story.map(event => [event.key, event] as const))(
    'before and after %s every service has the hit rates that the demo wrote',
    async (_, event) => {
      const changes = new Map(event.repos.map(slug => [slug, event.at]));
      const written = writtenRates(caches, changes);
      expect(await readRates(changes)).toEqual(written);
      expect(event.repos.some(slug => [...written.keys()].some(key => key.startsWith(`${slug} `)))).toBe(
        true,
      );
    },
  );

  test('weekly sums say the same as single spans, and go on saying it once those are gone', async () => {
    const context = { source: new WeekSource(db.pool), now: NOW, timeZone: TIME_ZONE };
    const ask = (range: string) =>
      runMetric(
        context,
        'step-spans',
        metricFilterSchema.parse({ range, repository: 'logistics/route-planner' }),
      );
    // A day more, on which nothing was built: whole weeks would be read from weekly sums at once.
    const single = await ask('2025-11-16..2026-05-17');
    await poll(STORY_LOGS, 1);
    expect((await db.pool.query('select 1 from step_span limit 1')).rowCount).toBe(0);
    const weekly = await ask('2025-11-17..2026-05-17');
    expect(weekly.rows.length).toBe(single.rows.length);
    for (const [index, row] of single.rows.entries()) {
      const { p50Ms, p90Ms, ...exact } = row;
      expect(weekly.rows[index]).toMatchObject(exact);
      for (const [estimate, value] of [
        [weekly.rows[index]?.p50Ms, p50Ms],
        [weekly.rows[index]?.p90Ms, p90Ms],
      ]) {
        const allowed = (value ?? 0) * 0.01 + 50;
        expect(Math.abs((estimate ?? 0) - (value ?? 0))).toBeLessThanOrEqual(allowed);
      }
    }
  });
});
