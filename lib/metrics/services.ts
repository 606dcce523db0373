import { z } from 'zod';
import { groupFigures, groupShape } from './engine/group-figures';
import { defineMetric } from './metric';

const row = z.object({ service: z.string(), team: z.string(), ...groupShape });

export const services = defineMetric({
  name: 'services',
  title: 'Services',
  unit: 'ms',
  definition:
    'Services that built in the range or the one before it, those that cost the most hours first. A service that ' +
    'shares its repository with others is in the builds that contain its steps, and ends with the last of them. ' +
    'Queue, reruns and what belongs to no step go to the service of the pipeline, a failure to that of the step ' +
    'that failed.',
  empty: 'zero',
  row,
  async answer(reader) {
    const figures = await groupFigures(reader, 'service');
    return figures.map(({ key, ...rest }) => ({
      service: key,
      team: reader.book.teamOfService.get(key) ?? '',
      ...rest,
    }));
  },
});
