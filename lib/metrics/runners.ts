import { z } from 'zod';
import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { DAY_S } from '@/lib/time/units';
import { forEachStage, UNKNOWN } from '@/lib/weeks/reader';
import { compareNames } from './engine/name-order';
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

class Machine {
  busyS = 0;
  readonly days = new Set<number>();
  readonly queues = new Tally();
  readonly runs = new Tally();
  private lastDay = Number.NaN;

  /** @param day on which it ran a stage; most come several times in a row */
  markDay(day: number): void {
    if (day === this.lastDay) return;
    this.lastDay = day;
    this.days.add(day);
  }
}

export const runners = defineMetric({
  name: 'runners',
  title: 'Use of the runners',
  unit: 'ms',
  definition:
    'What each runner ran: its stages, how long they took together, their average concurrency over the days on which ' +
    'it ran any, and how long they had queued before.',
  empty: 'zero',
  row,
  async answer(reader) {
    const machines = new Map<string, Machine>();
    await forEachStage(reader, 'now', ({ parts: { stages }, builds, monday }) => {
      const { runS, queueS, machine: machineOf } = stages;
      const { day } = builds;
      const ofSlice = ['', ...stages.machines].map(name => entryOf(machines, name, () => new Machine()));
      return (i, build) => {
        const seconds = at(runS, i, 'runS');
        const machine = ofSlice[at(machineOf, i, 'machineOf')];
        if (seconds === UNKNOWN || machine === undefined) return;
        machine.busyS += seconds;
        machine.markDay(monday + at(day, build, 'day'));
        const queued = at(queueS, i, 'queueS');
        if (queued !== UNKNOWN) machine.queues.add(queued);
        machine.runs.add(seconds);
      };
    });
    return [...machines]
      .filter(([, { runs }]) => runs.n > 0)
      .map(([name, { busyS, days, queues, runs }]) => ({
        machine: name === '' ? null : name,
        stages: runs.n,
        busyMs: busyS * 1000,
        meanStages: busyS / (days.size * DAY_S),
        queueP50Ms: queues.quantileMs(0.5),
        queueP90Ms: queues.quantileMs(0.9),
        runP50Ms: runs.quantileMs(0.5),
      }))
      .sort((a, b) => b.busyMs - a.busyMs || compareNames(a.machine ?? '', b.machine ?? ''));
  },
});
