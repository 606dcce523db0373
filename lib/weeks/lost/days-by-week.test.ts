import { expect, test } from 'vitest';
import { calendarDay, mondayOf } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { daysByWeek, type MarkedDay } from './days-by-week';
import type { WaitingPeople } from './waiting-people';

/** Login 1 is somebody in this zone, of an organisation in the other; login 2 is unknown. */
function tell(theirs: string, organisation: string, marked: MarkedDay[]): Record<string, string[]> {
  const people: WaitingPeople = {
    calendar: createLocalCalendar(organisation),
    loginsOf: () => [1],
    hoursOf: () => ({ timeZone: theirs, workdays: [1], fromMinute: 0, untilMinute: 1440 }),
    personOf: () => 'ada',
    nameOf: loginId => (loginId === 1 ? 'ada' : undefined),
    idOf: () => 1,
    calendarOf: createLocalCalendar,
  };
  return Object.fromEntries(
    [...daysByWeek(people, marked)].map(([week, days]) => [
      calendarDay(mondayOf(week)),
      [...(days.get('ada') ?? [])].map(calendarDay),
    ]),
  );
}

const day = (text: string, loginId = 1) => ({ loginId, day: text });

test('days of those who live where the organisation is', () => {
  expect(
    tell('Europe/Berlin', 'Europe/Berlin', [day('2026-03-08'), day('2026-03-09'), day('2026-03-09')]),
  ).toEqual({
    '2026-03-02': ['2026-03-08'],
    '2026-03-09': ['2026-03-09'],
  });
});

test('elsewhere a day is two of theirs, and may lie in another week', () => {
  expect(tell('Asia/Tokyo', 'Europe/Berlin', [day('2026-03-08')])).toEqual({
    '2026-03-02': ['2026-03-08'],
    '2026-03-09': ['2026-03-09'],
  });
  expect(tell('America/Los_Angeles', 'Europe/Berlin', [day('2026-03-09')])).toEqual({
    '2026-03-02': ['2026-03-08'],
    '2026-03-09': ['2026-03-09'],
  });
});

test('across the date line it may be the day after the next', () => {
  expect(tell('Pacific/Kiritimati', 'Pacific/Pago_Pago', [day('2026-03-04')])).toEqual({
    '2026-03-02': ['2026-03-05', '2026-03-06'],
  });
});

test('a login that nobody has any more marks nothing', () => {
  expect(tell('Asia/Tokyo', 'Europe/Berlin', [day('2026-03-08', 2)])).toEqual({});
});
