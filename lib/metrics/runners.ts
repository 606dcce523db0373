import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import { forEachStage, UNKNOWN } from '@/lib/weeks/reader';
import { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  /** Null: the server does not say which. */
  machine: z.string().nullable(),
  stages: z.int(),
  busyMs: z.number(),
  /** Stages running at a time, on average over the days on which it ran any. */
  meanStages: z.number(),
  queueP50Ms: z.number().nullable(),
  queueP90Ms: z.number().nullable(),
  runP50Ms: z.number().nullable(),
});

const DAY_S = 86_400;

export const runners = defineMetric({
  name: 'runners',
  title: 'Use of the runners',
  unit: 'ms',
  definition:
    'What each runner ran: its stages, how long they took together, how many ran at a time on average over the days ' +
    'on which it ran any, and how long they had queued before.',
  empty: 'zero',
  row,
  async answer(reader) {
    const machines = new Map<string, { busyS: number; days: Set<number>; queues: Tally; runs: Tally }>();
    await forEachStage(reader, 'now', ({ parts: { stages }, builds, monday }, i, build) => {
      const runS = stages.runS[i] ?? UNKNOWN;
      if (runS === UNKNOWN) return;
      const name = stages.machines[(stages.machine[i] ?? 0) - 1] ?? '';
      const machine = entryOf(machines, name, () => ({
        busyS: 0,
        days: new Set(),
        queues: new Tally(),
        runs: new Tally(),
      }));
      machine.busyS += runS;
      machine.days.add(monday + (builds.day[build] ?? 0));
      machine.queues.add(stages.queueS[i] ?? 0);
      machine.runs.add(runS);
    });
    return [...machines]
      .map(([name, { busyS, days, queues, runs }]) => ({
        machine: name === '' ? null : name,
        stages: runs.n,
        busyMs: busyS * 1000,
        meanStages: busyS / (days.size * DAY_S),
        queueP50Ms: queues.quantileMs(0.5),
        queueP90Ms: queues.quantileMs(0.9),
        runP50Ms: runs.quantileMs(0.5),
      }))
      .sort((a, b) => b.busyMs - a.busyMs || ((a.machine ?? '') < (b.machine ?? '') ? -1 : 1));
  },
});
