import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { formatDay, formatRatio } from '@/lib/format';
import { addDays, dayNumber } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import type { ReaderContext } from '@/lib/weeks/reader';
import { storedChangeSchema } from '../changes/change';
import { type Candidate, candidate } from './candidate';
import type { Remedy } from './finding';
import type { StepEvidence } from './step-evidence';

/** Older ones are what is usual by now. */
const SEEN_DAYS = 56;

const row = z.object({
  seriesId: z.coerce.number().int(),
  day: z.string(),
  change: storedChangeSchema.pick({ before: true, after: true, isWorse: true, logChanges: true }),
});

export type LostCache = z.infer<typeof row>;

/** Steps that got slower when a cache of theirs fell, and are slower still at the end of some days. */
export async function readLostCaches(
  { source }: ReaderContext,
  { from, until }: DayRange,
): Promise<LostCache[]> {
  const { rows } = await source.pool.query(sql`
    select split_part(subject, ' ', 2) as "seriesId", day::text as day, json_build_object('before', change->'before',
      'after', change->'after', 'isWorse', change->'isWorse', 'logChanges', change->'logChanges') as change
    from (
      select distinct on (repo_id, subject) * from found_change
      where subject like 'step %' and not is_alarm and day >= ${addDays(from, -SEEN_DAYS)}::date and day < ${until}::date
      order by repo_id, subject, day desc
    ) newest`);
  return rows.flatMap(one => {
    const { success, data } = row.safeParse(one);
    return success && data.change.isWorse && fallenOf(data) !== undefined ? [data] : [];
  });
}

function fallenOf({ change }: LostCache) {
  return change.logChanges.find(
    ({ kind, beforeMs, afterMs }) =>
      (kind === 'no longer cached' || kind === 'cached less') && beforeMs === null && afterMs === null,
  );
}

/** What it would save if the cache hit again as it did, from the day on on which it fell. */
export function findLostCaches(
  lost: readonly LostCache[],
  steps: ReadonlyMap<number, StepEvidence>,
): Candidate[] {
  return lost.flatMap(one => {
    const step = steps.get(one.seriesId);
    const fallen = fallenOf(one);
    if (step === undefined || fallen === undefined) return [];
    const savedMs = one.change.after - one.change.before;
    const found = candidate(step, 'cache fell', new Map([[step.series.id, savedMs]]), [], {
      title: `${fallen.text} in ${step.series.step} finds ${formatRatio(fallen.hitRatio)} in its cache since ${formatDay(one.day)}, ${formatRatio(fallen.hitRatioBefore)} before`,
      advice:
        'Look at what the first builds since that day changed: the lock file, or the key or the place of the cache. Changes has them with what differs in the logs, and with the hours of all days since; those here are of whole weeks.',
    });
    const { finding } = found;
    return [
      {
        ...found,
        sinceDay: dayNumber(one.day),
        finding: {
          ...finding,
          nowMs: one.change.after,
          expectedMs: one.change.before,
          evidence: { ...finding.evidence, hitRatio: fallen.hitRatio },
        },
      },
    ];
  });
}

/** What follows from a cache that fell: without it all is installed anew, and runs before and after it lie far apart. */
const CAUSED: readonly Remedy[] = ['reinstalls packages', 'varies widely'];

/** Candidates without those that only say again, of the same step, that its cache fell. */
export function withoutCausedBy(fallen: readonly Candidate[], found: readonly Candidate[]): Candidate[] {
  const stepsOf = ({ cut }: Candidate) => (cut.kind === 'steps' ? [...cut.msBySeries.keys()] : []);
  const told = new Set(fallen.flatMap(stepsOf));
  return found.filter(
    one => !CAUSED.includes(one.finding.remedy) || !stepsOf(one).some(seriesId => told.has(seriesId)),
  );
}
