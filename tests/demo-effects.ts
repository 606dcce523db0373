import type pg from 'pg';
import pino from 'pino';
import { planBuild } from '@/lib/demo/build-plan';
import { dayOf } from '@/lib/demo/calendar';
import { Chronicle } from '@/lib/demo/chronicle';
import { DEVELOPERS } from '@/lib/demo/people';
import { startDemoServer } from '@/lib/demo/server';
import { type StoryEvent, storyOf } from '@/lib/demo/story';
import { createDemoWorld, type DemoWorld } from '@/lib/demo/world';
import { pollOnce } from './world/one-pass';

const SEED = 7;
const WEEKS = 26;

/** Of the steps that take long. */
export const STORY_LOGS = { minStepSeconds: 20, maxAgeDays: null };

export function storyWorld(origin: Date, developerCount: number): DemoWorld {
  return createDemoWorld({ seed: SEED, origin, developerCount });
}

/** Imports all weeks of the story with its logs, and keeps every command. */
export async function importStory(pool: pg.Pool, origin: Date, developerCount: number): Promise<void> {
  const world = storyWorld(origin, developerCount);
  const server = await startDemoServer({ world, now: () => origin });
  const { errors } = await pollOnce({
    pool,
    ci: { kind: 'drone', server: server.url, token: server.tokens.admin },
    logPolicy: STORY_LOGS,
    keepSpansDays: 36_500,
    logger: pino({ level: 'warn' }, pino.destination(2)),
  });
  await server.close();
  if (errors.length > 0) throw new Error(`the demo could not be imported: ${errors.join('; ')}`);
}

/**
 * What an event really did: of every build of the four weeks after it, the steps as they were planned beside the same
 * without the event; the median of after / before.
 */
export function trueRatio(origin: Date, developerCount: number, event: StoryEvent): number {
  const originS = Math.floor(origin.getTime() / 1000);
  const story = storyOf(dayOf(originS));
  const firstDay = dayOf(originS) - WEEKS * 7;
  const developers = DEVELOPERS.slice(0, developerCount);
  const chronicle = new Chronicle({ seed: SEED, originS, firstDay, story, developers });
  chronicle.reach(originS);
  const without = story.filter(({ key }) => key !== event.key);
  const fromS = event.at.getTime() / 1000;
  const ratios: number[] = [];
  for (const slug of event.repos) {
    for (const record of chronicle.recordsOf(slug)) {
      if (record.createdS < fromS || record.createdS > fromS + 28 * 86_400 || record.fate !== 'pass')
        continue;
      const secondsOf = (told: readonly StoryEvent[]) =>
        planBuild({ seed: SEED, story: told }, record)
          .flatMap(stage => stage.steps)
          .filter(step => event.steps.includes(step.name) && step.status === 'success')
          .reduce((sum, { startS, stopS }) => sum + stopS - startS, 0);
      const before = secondsOf(without);
      if (before > 0) ratios.push(secondsOf(story) / before);
    }
  }
  ratios.sort((a, b) => a - b);
  return ratios[ratios.length >> 1] ?? Number.NaN;
}
