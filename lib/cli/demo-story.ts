import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { dayOf } from '@/lib/demo/calendar';
import { type StoryEvent, storyOf } from '@/lib/demo/story';
import { optimisationDraftSchema } from '@/lib/insights/optimisations/optimisation';
import { recordOptimisation } from '@/lib/insights/optimisations/stored-optimisations';
import type { ReaderContext } from '@/lib/weeks/reader';

/**
 * Records the optimisations that the demo tells of, so that their measured effects are on the first look. Only before its
 * first import: what somebody deletes stays deleted.
 *
 * @param origin when the demo was started first; the dates of its story hang on it
 */
export async function recordDemoStory(context: ReaderContext, origin: Date): Promise<void> {
  const { pool } = context.source;
  const { rows } = await pool.query(sql`
    select exists (select from server) as "isImported", array(select title from optimisation) as titles`);
  const { isImported, titles } = stored.parse(rows[0]);
  if (isImported) return;
  const story = storyOf(dayOf(origin.getTime() / 1000)).filter(({ kind }) => kind === 'optimisation');
  // A start that was stopped half way has recorded some.
  await recordStory(
    context,
    story.filter(({ title }) => !titles.includes(title)),
  );
}

const stored = z.object({ isImported: z.boolean(), titles: z.array(z.string()) });

/** Events as one would record them who made them happen. */
export async function recordStory(context: ReaderContext, events: readonly StoryEvent[]): Promise<void> {
  for (const { title, at, repos, steps, hoursSpent, by } of events) {
    const scope = { services: [...repos], teams: [], steps: [...steps], runners: [] };
    await recordOptimisation(
      context,
      optimisationDraftSchema.parse({ title, at: at.toISOString(), scope, hoursSpent, by }),
    );
  }
}
