import { named, number, section, text } from './fields';

const WEEK_SECONDS = 7 * 24 * 60 * 60;

/** What the wait should be, by the name of the service. */
export const targetsSchema = named(
  text(),
  section({
    /** Nine of ten builds should wait no longer. */
    p90Seconds: number(1, WEEK_SECONDS, ' seconds'),
  }),
);
