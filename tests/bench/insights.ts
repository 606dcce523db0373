import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordStory } from '@/lib/cli/demo-story';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';
import { sql } from '@/lib/db/sql';
import { dayOf } from '@/lib/demo/calendar';
import { storyOf } from '@/lib/demo/story';
import { changesSearchSchema } from '@/lib/insights/changes/change';
import { listChanges } from '@/lib/insights/changes/stored-changes';
import { watchRepos } from '@/lib/insights/changes/watch-next';
import { answerComparison, compareSearchSchema } from '@/lib/insights/compare/compare-search';
import { fixFirstSearchSchema, type Remedy } from '@/lib/insights/fix-first/finding';
import { findFixFirst, keepFixFirst } from '@/lib/insights/fix-first/fix-first';
import { listFindings } from '@/lib/insights/fix-first/stored-findings';
import type { OptimisationEffect } from '@/lib/insights/optimisations/effect';
import { optimisationsSearchSchema } from '@/lib/insights/optimisations/optimisation';
import { measureEffects } from '@/lib/insights/optimisations/stored-effects';
import { listOptimisations } from '@/lib/insights/optimisations/stored-optimisations';
import { findTrend } from '@/lib/insights/trend/find-trend';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { DAY_MS, MINUTE_MS } from '@/lib/time/units';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { importStory } from '../demo-effects';
import { BIG_DATA_PLAN, type BigDataSize } from './big-data/big-data-plan';
import { openBigData } from './big-data/open-big-data';
import { BENCH_ZONE, packBigData } from './metrics/pack-big-data';
import { measureSpeed } from './stats/speed';

/**
 * What findings cost over a million builds: ten thousand series through the change points, every repository searched, one
 * more day, what to fix first, and how long pages wait for what is stored. `npm run bench:insights`; `-- tenth` over the
 * small data; `-- promises` prints beside each other what fix first promised on the day before each optimisation of the
 * demo, and what was measured afterwards.
 */
const RUNS = 15;
const DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.data/bench-insights');

const REMEDIES = new Map<string, readonly Remedy[]>([
  ['small-base-image', ['big base image']],
  ['cached-layers', ['reinstalls packages']],
  ['push-sees-cache', ['push without cache']],
  ['runners-moved', ['registry far away']],
]);

async function measureSize(size: BigDataSize): Promise<void> {
  for (const { name, value, unit } of measureSpeed(1)) print(name, value, unit);
  const data = await openBigData(size, say);
  const pool = createPool(data.url);
  try {
    await packBigData(pool, say);
    await pool.query(sql`truncate watched_repo, watched_series, found_change, fix_finding, fix_first_run`);
    const now = new Date(`${BIG_DATA_PLAN.lastDay}T22:00:00Z`);
    const context: ReaderContext = { source: new WeekSource(pool), now, timeZone: BENCH_ZONE };
    const tomorrow = { ...context, now: new Date(now.getTime() + DAY_MS) };
    const searched = await timed('all repositories searched', () => countWhile(() => watchRepos(context)));
    const again = await timed('one day more', () => countWhile(() => watchRepos(tomorrow)));
    print('repositories', searched, '');
    print('repositories searched again', again, '');
    await timed('fix first', () => keepFixFirst(context));
    await timed('fix first, nothing changed', () => keepFixFirst(context));
    print('memory of the process', process.memoryUsage.rss() / 1_000_000, 'MB');
    await measureReads(context);
  } finally {
    await pool.end();
    await data.stop();
  }
}

async function measureReads(context: ReaderContext): Promise<void> {
  const { book } = await context.source.open();
  const service = book.services[0] ?? null;
  const questions: Array<readonly [string, (asked: ReaderContext) => Promise<unknown>]> = [
    ['list of changes', asked => listChanges(asked, changesSearchSchema.parse({}))],
    ['changes of a service', asked => listChanges(asked, changesSearchSchema.parse({ service }))],
    ['fix first', asked => listFindings(asked, fixFirstSearchSchema.parse({}))],
    ['optimisations', asked => listOptimisations(asked, optimisationsSearchSchema.parse({}))],
    ['trend of a service', asked => findTrend(asked, metricFilterSchema.parse({ service }))],
    ['trend of everything', asked => findTrend(asked, metricFilterSchema.parse({}))],
    ['compare a service', asked => ask(asked, { service })],
    ['compare everything', asked => ask(asked, { control: 'none' })],
  ];
  for (const [name, question] of questions) {
    await question(context);
    const times: number[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      // Later each time, so that no answer is one that was kept.
      const later = { ...context, now: new Date(context.now.getTime() + run * 10 * MINUTE_MS) };
      const startMs = performance.now();
      await question(later);
      times.push(performance.now() - startMs);
    }
    times.sort((a, b) => a - b);
    print(`${name}, p50`, times[times.length >> 1] ?? 0, 'ms');
  }
}

async function ask(context: ReaderContext, search: object) {
  return answerComparison(context, compareSearchSchema.parse({ range: '4w', ...search }));
}

/** Beyond this factor a promise needs a reason. */
const FAR_OFF = 1.5;

function hoursOf(findings: ReadonlyArray<{ hoursAWeek: number }>): number {
  return findings.reduce((sum, { hoursAWeek }) => sum + hoursAWeek, 0);
}

/** What was measured, part by part: where a promise and it lie apart, one of these was another than before. */
function reasonOf(effect: OptimisationEffect | null): string {
  if (effect === null) return 'nothing could be measured';
  const { before, after, interval, hoursAWeekBefore } = effect.comparison;
  const seconds = (ms: number | null) => (ms === null ? '–' : (ms / 1000).toFixed(0));
  const aDay = ({ buildCount, workingDays }: typeof before) => (buildCount / workingDays).toFixed(0);
  const range =
    interval === null
      ? 'no interval'
      : `after / before ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
  return (
    `reason: the steps took ${seconds(before.p50Ms)} s before and ${seconds(after.p50Ms)} s after (${range}), ` +
    `${aDay(before)} and ${aDay(after)} builds a working day; they cost ${hoursAWeekBefore?.toFixed(2) ?? '–'} h a week before`
  );
}

/** Expected on the day before, measured in the four weeks after. */
async function comparePromises(): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir: DIR, log: say });
  const pool = createPool(server.url);
  try {
    await migrate(pool);
    const now = new Date('2026-05-20T15:30:00Z');
    const { rows } = await pool.query<{ builds: number }>(sql`select count(*)::int as builds from build`);
    if (rows[0]?.builds === 0) await importStory(pool, now, Number.POSITIVE_INFINITY);
    const context: ReaderContext = { source: new WeekSource(pool), now, timeZone: 'UTC' };
    const story = storyOf(dayOf(now.getTime() / 1000)).filter(({ kind }) => kind === 'optimisation');
    await pool.query(sql`truncate optimisation cascade`);
    await recordStory(context, story);
    while (await measureEffects(context));
    const recorded = await listOptimisations(context, optimisationsSearchSchema.parse({}));
    for (const event of story) {
      const all = await findFixFirst(context, event.at.toISOString().slice(0, 10));
      const remedies = REMEDIES.get(event.key) ?? [];
      const ofServices = all.filter(
        ({ finding }) => finding.service !== null && event.repos.includes(finding.service),
      );
      const promised = hoursOf(ofServices.filter(({ finding }) => remedies.includes(finding.remedy)));
      const effect = recorded.find(({ title }) => title === event.title)?.effect ?? null;
      const saved = effect?.hoursAWeek ?? null;
      const band = saved === null ? '' : ` (${saved.low.toFixed(2)} to ${saved.high.toFixed(2)})`;
      const factor = saved === null || saved.value === 0 ? Number.NaN : promised / saved.value;
      say(
        `${event.key}: ${promised.toFixed(2)} h a week expected, ${saved?.value.toFixed(2) ?? '–'}${band} measured, factor ${factor.toFixed(2)}`,
      );
      for (const remedy of new Set(ofServices.map(({ finding }) => finding.remedy))) {
        const hours = hoursOf(ofServices.filter(({ finding }) => finding.remedy === remedy));
        if (hours > promised) say(`  more is expected of: ${remedy}, ${hours.toFixed(2)} h a week`);
      }
      if (factor > FAR_OFF || factor < 1 / FAR_OFF || Number.isNaN(factor)) say(`  ${reasonOf(effect)}`);
    }
  } finally {
    await pool.end();
    await server.stop();
  }
}

async function countWhile(turn: () => Promise<boolean>): Promise<number> {
  let count = 0;
  while (await turn()) count += 1;
  return count;
}

async function timed<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> {
  const startMs = performance.now();
  const answer = await work();
  print(name, (performance.now() - startMs) / 1000, 's');
  return answer;
}

function print(name: string, value: number, unit: string): void {
  say(`${name.padEnd(70)}${value.toFixed(1).padStart(10)} ${unit}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

// Behind all values that it uses.
if (process.argv.includes('promises')) await comparePromises();
else await measureSize(process.argv.includes('tenth') ? 'tenth' : 'million');
