import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordStory } from '@/lib/cli/demo-story';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';
import { dayOf } from '@/lib/demo/calendar';
import { type StoryEvent, storyOf } from '@/lib/demo/story';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { importStory } from '../demo-effects';
import {
  askOverview,
  dayOfEvent,
  falseClaims,
  lineOf,
  mondaysBefore,
  workingDaysFrom,
} from './overview/said-weeks';

/**
 * What the Overview says on each Monday of half a year, and on the working days after the demo's regression, beside what
 * the demo did. Ends with an error where a sentence is not so, or where the regression is told late. `npm run bench:overview`; `-- 2026-11-28T15:30:00Z` for the half
 * year before another day, which is another throw of the dice.
 */
const [, , asked = '2026-05-20T15:30:00Z'] = process.argv;
const NOW = new Date(asked);
const DEVELOPERS = 12;
const WEEKS = 26;
const DAYS_WATCHED = 6;
/** Working days after the one on which it began, by when the regression has to be told. */
const LATEST = 3;
const DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.data/bench-overview');

// What another half year left behind would be told of too.
rmSync(DIR, { recursive: true, force: true });
const server = await startEmbeddedPostgres({ dataDir: DIR, log: say });
const pool = createPool(server.url);
try {
  await migrate(pool);
  say('importing half a year of builds …');
  await importStory(pool, NOW, DEVELOPERS);
  const story = storyOf(dayOf(NOW.getTime() / 1000));
  const context: ReaderContext = { source: new WeekSource(pool), now: NOW, timeZone: 'UTC' };
  await recordStory(
    context,
    story.filter(({ kind }) => kind === 'optimisation'),
  );
  const wrong = (await readMondays(context, story)) + (await readRegression(context, story));
  if (wrong > 0) {
    say(`${wrong} of what was said is not so, or was said late`);
    process.exitCode = 1;
  }
} finally {
  await pool.end();
  await server.stop();
}

/** @returns sentences that are not so */
async function readMondays(context: ReaderContext, story: readonly StoryEvent[]): Promise<number> {
  let wrong = 0;
  for (const day of mondaysBefore(NOW, WEEKS)) {
    const said = await askOverview(context, new Date(`${day}T08:00:00Z`));
    const claims = falseClaims(said, story);
    say([lineOf(said), ...claims.map(claim => `NOT SO: ${claim}`)].join(' | '));
    wrong += claims.length;
  }
  return wrong;
}

/** @returns regressions that were told late, or not on each day from then on */
async function readRegression(context: ReaderContext, story: readonly StoryEvent[]): Promise<number> {
  let wrong = 0;
  for (const regression of story.filter(({ kind }) => kind === 'regression')) {
    const told: boolean[] = [];
    for (const day of workingDaysFrom(dayOfEvent(regression.at), DAYS_WATCHED)) {
      const said = await askOverview(context, new Date(`${day}T20:00:00Z`));
      say(lineOf(said));
      told.push(said.news.some(({ change }) => regression.repos.includes(change.repository)));
    }
    const first = told.indexOf(true);
    if (first < 0 || first > LATEST || !told.slice(first).every(Boolean)) {
      say(`NOT SO: ${regression.title} is told ${first < 0 ? 'never' : `on working day ${first + 1}`}`);
      wrong += 1;
    }
  }
  return wrong;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
