import { expect, test } from 'vitest';
import { countWorkingDays } from './working-days';

const HOURS = {
  timeZone: 'Europe/Berlin',
  workdays: [1, 2, 3, 4, 5],
  fromMinute: 7 * 60,
  untilMinute: 19 * 60,
};
/** Monday to Sunday. */
const WEEK = { from: '2026-11-23', until: '2026-11-30' };

test.each([
  ['before it begins', '2026-11-22T12:00:00Z', 0],
  ['before work on Tuesday', '2026-11-24T05:30:00Z', 1],
  ['at noon of Tuesday, five hours of twelve', '2026-11-24T11:00:00Z', 1 + 5 / 12],
  ['in the evening of Tuesday', '2026-11-24T22:30:00Z', 2],
  ['on Saturday', '2026-11-28T12:00:00Z', 5],
  ['long after', '2027-11-28T12:00:00Z', 5],
])('working days of a week, %s', (_, now, days) => {
  expect(countWorkingDays(WEEK, HOURS, new Date(now))).toBeCloseTo(days, 9);
});
