import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { hoursSchema } from '@/lib/settings/hours';
import { peopleSchema } from '@/lib/settings/people';
import { readSettings } from '@/lib/settings/read-settings';
import { storeSettings } from '@/lib/settings/save-settings';
import { DEFAULT_SETTINGS, type Settings } from '@/lib/settings/settings';
import { Dice } from './dice';
import { rollUpAll } from './lost-table';
import { naiveDays } from './naive-lost';
import { aRepo, packAll, storeFacts } from './packed-weeks';
import { type RandomRepo, randomBuilds, withOddities } from './random-builds';

export const WORLD_ZONE = 'Europe/Berlin';
const FROM = new Date('2026-03-02T00:00:00Z');
const DAYS = 70;
const PEOPLE = ['ada', 'Ada.L', 'bea', 'cyd', 'dan@example.org', 'eve', 'renovate[bot]', 'team-ci'];

const ONE: RandomRepo = [{ name: 'ci', steps: ['clone', 'build', 'test', 'publish'] }];
/** Six repositories: of `mono` steps belong to services, of `suite` pipelines do, two are one service together. */
const REPOS: Record<string, RandomRepo> = {
  'acme/api': ONE,
  'acme/web': [
    { name: 'ci', steps: ['clone', 'build', 'test'] },
    { name: 'deploy', after: ['ci'], steps: ['clone', 'docker push', 'upload'] },
  ],
  'acme/mono': [
    { name: 'ci', steps: ['clone', 'api-build', 'api-test', 'shop-build', 'lint'] },
    { name: 'release', after: ['ci'], steps: ['clone', 'shop-deploy'] },
  ],
  'acme/suite': [
    { name: 'search', steps: ['clone', 'build', 'test'] },
    { name: 'mail', steps: ['clone', 'build'] },
    { name: 'all', after: ['search', 'mail'], steps: ['clone', 'release'] },
  ],
  'tools/cli': ONE,
  'tools/lib': [{ name: 'ci', steps: ['clone', 'test'] }],
};

const RULES: Settings['rules'] = [
  { repository: 'acme/mono', step: '<s>-*', service: '<s>', team: 'blue' },
  { repository: 'acme/suite', pipeline: '<p>', service: 'suite/<p>', team: 'red' },
  { repository: 'tools/*', service: 'tools', team: 'grey' },
];

/** What the rules mean, written apart from what reads them; null: the services of the repository share it. */
export function ownerOf(
  repository: string,
  pipeline: string,
  step: string,
): { service: string | null; team: string | null } {
  const monoStep = /^(api|shop)-/.exec(step)?.[1];
  if (repository === 'acme/mono' && monoStep !== undefined) return { service: monoStep, team: 'blue' };
  if (repository === 'acme/suite' && pipeline !== '') return { service: `suite/${pipeline}`, team: 'red' };
  if (repository === 'acme/mono') return { service: null, team: 'blue' };
  if (repository === 'acme/suite') return { service: null, team: 'red' };
  if (repository.startsWith('tools/')) return { service: 'tools', team: 'grey' };
  return { service: repository, team: 'acme' };
}

const SETTINGS: Partial<Settings> = {
  rules: RULES,
  people: peopleSchema.parse({ aliases: { 'Ada.L': 'ada' } }),
  hours: hoursSchema.parse({
    timeZone: WORLD_ZONE,
    people: {
      bea: { timeZone: 'America/New_York' },
      cyd: { workdays: [5, 6, 7], from: '00:00', until: '24:00' },
    },
  }),
  cost: { ...DEFAULT_SETTINGS.cost, ratePerHour: 60, runnerRatePerHour: 2 },
  targets: {
    tools: { p90Seconds: 400 },
    api: { p90Seconds: 90 },
    'acme/web': { p90Seconds: 1000 },
    gone: { p90Seconds: 1 },
  },
};

/**
 * Ten weeks of some hundred random builds, packed and rolled up, and what logs told of some of their steps.
 *
 * @param odd other builds for each number, with oddities; null: always the same ones, without
 */
export async function createMetricWorld(
  pool: pg.Pool,
  countOfEach: number,
  odd: number | null = null,
): Promise<Settings> {
  await storeSettings(pool, SETTINGS, {});
  let seed = 40 + 10 * (odd ?? 0);
  for (const [slug, repo] of Object.entries(REPOS)) {
    seed += 1;
    const id = await aRepo(pool, slug);
    const rest = { count: countOfEach, firstId: seed * 10_000, from: FROM, days: DAYS, people: PEOPLE };
    const builds = randomBuilds({ repo, seed, ...rest });
    await storeFacts(pool, id, odd === null ? builds : withOddities(builds, seed), WORLD_ZONE);
  }
  await addApprovals(pool);
  await packAll(pool, WORLD_ZONE);
  await storeCaches(pool, new Dice(5));
  await packAll(pool, WORLD_ZONE);
  const { settings } = await readSettings(pool);
  await rollUpAll(pool, settings, WORLD_ZONE);
  return settings;
}

/** Some were seen waiting for an approval; of a protected repository, some began hours later than the others. */
async function addApprovals(pool: pg.Pool): Promise<void> {
  await pool.query(`
    update stage g set blocked_from = b.created_at + interval '5 seconds',
      blocked_until = b.created_at + interval '2 minutes',
      released_at = case when b.number % 2 = 0 then b.created_at + interval '150 seconds' end
    from build b
    where b.repo_id = g.repo_id and b.number = g.build_number and b.number % 11 = 0`);
  await pool.query(`
    update repo set is_protected = true where slug = 'tools/lib'`);
  await pool.query(`
    update build b set created_at = b.created_at - interval '3 hours'
    from repo r where r.id = b.repo_id and r.is_protected and b.number % 13 = 0`);
}

/** Logs of some steps told of caches; of some tools nothing is known. */
async function storeCaches(pool: pg.Pool, dice: Dice): Promise<void> {
  const { rows } = await pool.query<{
    repo: number;
    build: number;
    stage: number;
    step: number;
    series: number;
  }>(sql`
    select s.repo_id as repo, s.build_number as build, s.stage_number as stage, s.number as step, e.id as series
    from step s
    join stage g on g.repo_id = s.repo_id and g.build_number = s.build_number and g.number = s.stage_number
    join build b on b.repo_id = s.repo_id and b.number = s.build_number and b.finished_at is not null
    join series e on e.repo_id = s.repo_id and e.pipeline = g.name and e.step = s.name
    order by 1, 2, 3, 4`);
  for (const { repo, build, stage, step, series } of rows.filter(() => dice.isOneIn(4))) {
    await pool.query(sql`
      insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, lines,
        head_truncated, tail_truncated)
      values (${repo}, ${build}, ${stage}, ${step}, ${series}, now(), 'read', 1, false, false)`);
    for (const [kind, tool] of [
      ['layers', 'buildkit'],
      ['packages', 'npm'],
      ['packages', 'go-mod'],
    ] as const) {
      if (dice.isOneIn(2)) continue;
      const counts = dice.isOneIn(5)
        ? [null, null, null]
        : [dice.upTo(9), dice.upTo(4), dice.isOneIn(3) ? null : dice.upTo(90_000)];
      await pool.query(sql`
        insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, hits, misses,
          not_looked_up, failed, unfinished, miss_ms)
        values (${repo}, ${build}, ${stage}, ${step}, ${kind}, ${tool}, ${counts[0]}, ${counts[1]}, 0, 0, 0, ${counts[2]})`);
    }
  }
  await pool.query(
    'insert into dirty_week (repo_id, week) select repo_id, week from packed_week on conflict do nothing',
  );
}

/** Hours lost of the world as its facts tell them. */
export async function readWorldLosses(pool: pg.Pool, settings: Settings) {
  return (await naiveDays(pool, settings, WORLD_ZONE)).flatMap(({ amounts }) => amounts);
}
