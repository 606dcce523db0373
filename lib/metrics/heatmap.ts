import { z } from 'zod';
import { at } from '@/lib/at';
import { type DigestWeeks, isTimed, queueOf, startOf } from '@/lib/weeks/reader';
import { TallyGrid } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  /** 1: Monday, to 7. */
  weekday: z.int(),
  /** 0 to 23, local. */
  hour: z.int(),
  builds: z.int(),
  /** Successful builds: those behind the percentiles. */
  n: z.int(),
  waitP50Ms: z.number().nullable(),
  waitP90Ms: z.number().nullable(),
  queueP50Ms: z.number().nullable(),
  queueP90Ms: z.number().nullable(),
});

const HOURS = 7 * 24;

export const heatmap = defineMetric({
  name: 'heatmap',
  title: 'Queue and wait by hour',
  unit: 'ms',
  definition:
    'By the local hour and weekday of the push: how long successful builds were waited for, and how much of it they ' +
    'spent in the queue. Hours in which the queue is long are hours in which runners are short.',
  empty: 'gap',
  row,
  async answer(reader) {
    const builds = new Uint32Array(HOURS);
    const [waits, queues] = [new TallyGrid(HOURS), new TallyGrid(HOURS)];
    await reader.forEachSummed('now', 'none', {
      addWeeks({ runs }) {
        for (const weeks of runs) addWeeks(weeks, builds, waits, queues);
      },
      addBuilds(slice, picked) {
        for (let i = 0; i < picked.n; i += 1) {
          const hour = at(slice.builds.createdHour, at(picked.index, i, 'index'), 'createdHour');
          builds[hour] = at(builds, hour, 'hour') + 1;
          if (!isTimed(slice.builds, picked, i)) continue;
          waits.add(hour, at(picked.waitS, i, 'waitS'));
          queues.add(hour, queueOf(slice.builds, picked, i));
        }
      },
    });
    const [waited, queued] = [waits.tallies, queues.tallies];
    return [...builds].flatMap((count, hour) => {
      const [wait, queue] = [at(waited, hour, 'waits'), at(queued, hour, 'queues')];
      return count === 0
        ? []
        : {
            weekday: Math.floor(hour / 24) + 1,
            hour: hour % 24,
            builds: count,
            n: wait.n,
            waitP50Ms: wait.quantileMs(0.5),
            waitP90Ms: wait.quantileMs(0.9),
            queueP50Ms: queue.quantileMs(0.5),
            queueP90Ms: queue.quantileMs(0.9),
          };
    });
  },
});

function addWeeks(
  { digest, from, until }: DigestWeeks,
  builds: Uint32Array,
  waits: TallyGrid,
  queues: TallyGrid,
): void {
  const { hour, hourEnds, waitHour, waitS, queueHour, queueS, timedEnds } = digest;
  const last = startOf(hourEnds, until);
  for (let i = startOf(hourEnds, from); i < last; i += 1) {
    const createdHour = hour[i] ?? 0;
    builds[createdHour] = (builds[createdHour] ?? 0) + 1;
  }
  const [firstTimed, lastTimed] = [startOf(timedEnds, from), startOf(timedEnds, until)];
  waits.addAll(waitHour, waitS, firstTimed, lastTimed);
  queues.addAll(queueHour, queueS, firstTimed, lastTimed);
}
