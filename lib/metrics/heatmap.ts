import { z } from 'zod';
import { at } from '@/lib/at';
import { type DigestWeeks, isTimed, queueOf, startOf } from '@/lib/weeks/reader';
import { Tally } from './engine/tally';
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
    const hours = Array.from(
      { length: HOURS },
      (): Hour => ({ builds: 0, waits: new Tally(), queues: new Tally() }),
    );
    const hourAt = (hour: number) => at(hours, hour, 'hours');
    await reader.forEachBuilds('now', 'none', ({ slice: { builds }, digest, rest }) => {
      if (digest !== null) addWeeks(digest, hourAt);
      for (let i = 0; i < rest.n; i += 1) {
        const hour = hourAt(at(builds.createdHour, at(rest.index, i, 'index'), 'createdHour'));
        hour.builds += 1;
        if (!isTimed(builds, rest, i)) continue;
        hour.waits.add(at(rest.waitS, i, 'waitS'));
        hour.queues.add(queueOf(builds, rest, i));
      }
    });
    return hours.flatMap(({ builds, waits, queues }, index) =>
      builds === 0
        ? []
        : {
            weekday: Math.floor(index / 24) + 1,
            hour: index % 24,
            builds,
            n: waits.n,
            waitP50Ms: waits.quantileMs(0.5),
            waitP90Ms: waits.quantileMs(0.9),
            queueP50Ms: queues.quantileMs(0.5),
            queueP90Ms: queues.quantileMs(0.9),
          },
    );
  },
});

interface Hour {
  builds: number;
  waits: Tally;
  queues: Tally;
}

function addWeeks({ digest, from, until }: DigestWeeks, hourAt: (hour: number) => Hour): void {
  const { hour, hourEnds, waitHour, waitS, queueHour, queueS, timedEnds } = digest;
  const last = startOf(hourEnds, until);
  for (let i = startOf(hourEnds, from); i < last; i += 1) hourAt(at(hour, i, 'hour')).builds += 1;
  const lastTimed = startOf(timedEnds, until);
  for (let i = startOf(timedEnds, from); i < lastTimed; i += 1) {
    hourAt(at(waitHour, i, 'waitHour')).waits.add(at(waitS, i, 'waitS'));
    hourAt(at(queueHour, i, 'queueHour')).queues.add(at(queueS, i, 'queueS'));
  }
}
