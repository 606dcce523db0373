import { DAY_S } from '@/lib/time/units';
import { named, number, section, text } from './fields';

/** What the wait should be, by the name of the service. */
export const targetsSchema = named(
  text(),
  section({
    /** Nine of ten builds should wait no longer. */
    p90Seconds: number(1, 7 * DAY_S, ' seconds'),
  }),
);
