import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import { type BookSeries, forEachTimedRuns } from '@/lib/weeks/reader';
import { addLoss, type LostSum, lostShape, noLoss, sumLostBySeries, withBand } from './engine/lost-sums';
import { compareNames } from './engine/name-order';
import { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  step: z.string(),
  /** That have it; what the services of a repository share counts once for the repository. */
  services: z.int(),
  repositories: z.int(),
  /** Successful runs: those behind the percentiles. */
  n: z.int(),
  /** Of all its runs, wherever. */
  p50Ms: z.number().nullable(),
  p50LeastMs: z.number().nullable(),
  p50MostMs: z.number().nullable(),
  ...lostShape,
  lostBeforeMs: z.number(),
});

const NAMES_SHOWN = 500;

export const stepNames = defineMetric({
  name: 'step-names',
  title: 'Steps across services',
  unit: 'ms',
  definition:
    'Steps of the same name over all services and pipelines in scope, by the developer-hours lost while one of them was ' +
    'on the critical path. p50: of all successful runs in successful builds together; from and to: the least and the ' +
    `most p50 of a step of that name, pipeline by pipeline. The ${NAMES_SHOWN} names that cost the most.`,
  empty: 'zero',
  row,
  async answer(reader) {
    const names = new Map<string, StepName>();
    const nameOf = (series: BookSeries) => entryOf(names, series.step, () => new StepName());
    for (const period of ['now', 'before'] as const) {
      const sums = await sumLostBySeries(reader, period, 'placeId');
      for (const [id, sum] of sums.filled()) {
        const series = reader.book.series.get(id);
        if (series === undefined || series.step === '') continue;
        const name = nameOf(series);
        if (period === 'now') name.addLost(series, sum);
        else name.lostBeforeMs += sum.lostMs;
      }
    }
    await forEachTimedRuns(reader, 'now', (series, seconds) => nameOf(series).addTimes(series, seconds));
    return [...names]
      .map(([step, name]) => name.rowOf(step))
      .filter(({ services }) => services > 0)
      .sort((a, b) => b.lostMs - a.lostMs || b.n - a.n || compareNames(a.step, b.step))
      .slice(0, NAMES_SHOWN);
  },
});

/** What is known of all steps of one name. */
class StepName {
  lostBeforeMs = 0;
  private readonly lost: LostSum = noLoss();
  private readonly ofSeries = new Map<number, Tally>();
  private readonly services = new Set<string>();
  private readonly repositories = new Set<string>();

  addLost(series: BookSeries, sum: LostSum): void {
    addLoss(this.lost, sum);
    this.countIn(series);
  }

  addTimes(series: BookSeries, seconds: Uint32Array): void {
    this.countIn(series);
    entryOf(this.ofSeries, series.id, () => new Tally()).addAll(seconds);
  }

  rowOf(step: string): z.infer<typeof row> {
    const times = new Tally();
    for (const tally of this.ofSeries.values()) times.addTally(tally);
    const medians = [...this.ofSeries.values()].flatMap(tally => tally.quantileMs(0.5) ?? []);
    return {
      step,
      services: this.services.size,
      repositories: this.repositories.size,
      n: times.n,
      p50Ms: times.quantileMs(0.5),
      p50LeastMs: medians.length === 0 ? null : Math.min(...medians),
      p50MostMs: medians.length === 0 ? null : Math.max(...medians),
      ...withBand(this.lost),
      lostBeforeMs: this.lostBeforeMs,
    };
  }

  private countIn({ service, repository }: BookSeries): void {
    this.services.add(service ?? repository);
    this.repositories.add(repository);
  }
}
