import { z } from 'zod';
import { checkHours } from './check-hours';
import { listOf, named, section, show, text, timeZone, wholeNumber } from './fields';

const FROM = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const UNTIL = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

const workdays = listOf(wholeNumber(1, 7), 7).refine(days => new Set(days).size === days.length, {
  error: 'names a day twice; 1 is Monday, 7 is Sunday',
});
const from = wallTime(FROM, '07:00');
const until = wallTime(UNTIL, '19:00, or 24:00 for midnight');

/** What a team or a person may have otherwise than the organisation. */
const overrides = {
  timeZone: z.exactOptional(timeZone()),
  workdays: z.exactOptional(workdays),
  from: z.exactOptional(from),
  until: z.exactOptional(until),
};

/**
 * When people work. A person's own setting comes before that of their teams, that before the organisation's, each
 * field by itself. Teams here are people who work the same hours; they need not be the teams that own services.
 */
export const hoursSchema = section({
  /** IANA name; null: that of the server's configuration. */
  timeZone: timeZone().nullable().default(null),
  /** 1 is Monday, 7 is Sunday. */
  workdays: workdays
    .min(1, { error: 'is empty: name at least one day, 1 for Monday to 7 for Sunday' })
    .default([1, 2, 3, 4, 5]),
  /** Wall time; later than it is `until`. */
  from: from.default('07:00'),
  until: until.default('19:00'),
  teams: named(text(), section({ members: listOf(text(), 10_000).default([]), ...overrides })).default({}),
  people: named(text(), section(overrides)).default({}),
}).superRefine((hours, context) => {
  for (const { path, message } of checkHours(hours)) context.addIssue({ code: 'custom', path, message });
});

export type Hours = z.infer<typeof hoursSchema>;

function wallTime(pattern: RegExp, example: string) {
  const error = ({ input }: { input?: unknown }) => `is ${show(input)}: give a time such as ${example}`;
  // What is no time must not be compared with others.
  return z.string({ error }).refine(time => pattern.test(time), { error, abort: true });
}
