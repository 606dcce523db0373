import { z } from 'zod';
import { calendarDay } from '@/lib/time/days';
import { spanWeeks as readSpanWeeks } from './engine/span-rows';
import { spanRow } from './engine/span-sums';
import { defineMetric } from './metric';

const row = spanRow.pick({ kind: true, label: true }).extend({
  repository: z.string(),
  pipeline: z.string(),
  step: z.string(),
  /** First day of the week. */
  week: z.string(),
  p50Ms: z.number(),
});

export const spanWeeks = defineMetric({
  name: 'span-weeks',
  title: 'Commands and layers by week',
  unit: 'ms',
  definition:
    'p50 of each command, pull and docker layer, week by week, of the weeks that begin in the range: those that took ' +
    'the most time in all. Read from weekly sums: within 1 %.',
  empty: 'gap',
  row,
  async answer(reader) {
    return (await readSpanWeeks(reader)).flatMap(({ seriesId, monday, ...rest }) => {
      const series = reader.book.series.get(seriesId);
      if (series === undefined) return [];
      const { repository, pipeline, step } = series;
      return [{ repository, pipeline, step, week: calendarDay(monday), ...rest }];
    });
  },
});
