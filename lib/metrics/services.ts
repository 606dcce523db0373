import { z } from 'zod';
import { missTimeByService } from './engine/cache-entries';
import { groupFigures, groupShape } from './engine/group-figures';
import { defineMetric } from './metric';

const row = z.object({
  service: z.string(),
  team: z.string(),
  ...groupShape,
  /** What cache misses of its steps took, in milliseconds of machines; null where no log tells. */
  missMs: z.number().nullable(),
});

export const services = defineMetric({
  name: 'services',
  title: 'Services',
  unit: 'ms',
  definition:
    'Services that built in the range or the one before it, those that cost the most hours first. A service that ' +
    'shares its repository with others is in the builds that contain its steps, and ends with the last of them. ' +
    'A failure belongs to the service of the step that failed, a rerun to that of its steps, queue and set-up to that ' +
    'of the pipeline; what belongs to no service of a repository that rules split is divided among the services of the ' +
    'build, by the time of their steps on the critical path. In cache misses: what was not cached took, in its own steps, ' +
    'as far as their logs tell.',
  empty: 'zero',
  row,
  async answer(reader) {
    const figures = await groupFigures(reader, 'service');
    const missMs = await missTimeByService(reader);
    return figures.map(({ key, ...rest }) => ({
      service: key,
      team: reader.book.teamOfService.get(key) ?? '',
      ...rest,
      missMs: missMs.get(key) ?? null,
    }));
  },
});
