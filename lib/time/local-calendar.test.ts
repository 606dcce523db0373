import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { calendarDay, dayNumber } from './days';
import { createLocalCalendar, type LocalCalendar } from './local-calendar';
import { HOUR_MS } from './units';
import { localDay } from './zones';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/Dublin',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Toronto',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Antarctica/Troll',
];
const calendars = new Map(ZONES.map(zone => [zone, createLocalCalendar(zone)]));
const HOURS = { workdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 7 * 60, untilMinute: 19 * 60 };

function calendarOf(zone: string): LocalCalendar {
  return calendars.get(zone) ?? createLocalCalendar(zone);
}

/** Around each change of the clocks from 1970 to 2040, and anywhere else. */
const aMoment = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    ms: fc.integer({ min: Date.UTC(1970, 0), max: Date.UTC(2040, 0) }),
    nearChange: fc.boolean(),
    besideMs: fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS }),
  })
  .map(({ zone, ms, nearChange, besideMs }) => {
    const change = Temporal.Instant.fromEpochMilliseconds(ms)
      .toZonedDateTimeISO(zone)
      .getTimeZoneTransition('next');
    return { zone, ms: nearChange && change !== null ? change.epochMilliseconds + besideMs : ms };
  });

const dayAt = (zone: string, ms: number) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();

describe('createLocalCalendar', () => {
  test('gives the local day as Temporal does', () => {
    fc.assert(
      fc.property(aMoment, ({ zone, ms }) => {
        const day = dayAt(zone, ms).toString();
        expect([calendarDay(calendarOf(zone).dayOf(ms)), localDay(new Date(ms), zone)]).toEqual([day, day]);
      }),
      { numRuns: 1000 },
    );
  });

  test('tells the start of a day as Temporal does', () => {
    fc.assert(
      fc.property(aMoment, ({ zone, ms }) => {
        const day = dayAt(zone, ms);
        const start = calendarOf(zone).startOfDay(dayNumber(day.toString()));
        expect(start).toBe(day.toZonedDateTime(zone).epochMilliseconds);
      }),
      { numRuns: 500 },
    );
  });

  test('tells working hours as Temporal does', () => {
    const minutes = fc
      .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 2 })
      .map(pair => pair.sort((a, b) => a - b));
    fc.assert(
      fc.property(aMoment, minutes, ({ zone, ms }, [fromMinute = 0, untilMinute = 1440]) => {
        const day = dayAt(zone, ms);
        const at = (minute: number) =>
          minute === 1440
            ? day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
            : day
                .toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 })
                .toZonedDateTime(zone).epochMilliseconds;
        const windows = calendarOf(zone).windows(dayNumber(day.toString()), {
          ...HOURS,
          fromMinute,
          untilMinute,
        });
        const start = day.toZonedDateTime(zone).epochMilliseconds;
        const end = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
        const expected = [Math.max(at(fromMinute), start), Math.min(at(untilMinute), end)] as const;
        expect(windows).toEqual(expected[0] < expected[1] ? [expected] : []);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    [
      'spring forward: from lies in the gap',
      'Europe/Berlin',
      '2026-03-29',
      150,
      420,
      '01:30:00Z',
      '05:00:00Z',
    ],
    [
      'fall back: the hour that comes twice counts twice',
      'Europe/Berlin',
      '2026-10-25',
      60,
      240,
      '23:00:00Z',
      '03:00:00Z',
    ],
    ['half an hour of summer time', 'Australia/Lord_Howe', '2026-04-05', 0, 1440, '13:00:00Z', '13:30:00Z'],
    ['midnight that was skipped', 'America/Sao_Paulo', '2018-11-04', 0, 120, '03:00:00Z', '04:00:00Z'],
  ])('%s', (_, zone, day, fromMinute, untilMinute, from, until) => {
    const windows = calendarOf(zone).windows(dayNumber(day), { ...HOURS, fromMinute, untilMinute });
    expect(windows.map(window => window.map(ms => new Date(ms).toISOString().slice(11)))).toEqual([
      [from.replace('Z', '.000Z'), until.replace('Z', '.000Z')],
    ]);
  });

  test('a day that the zone left out has no hours', () => {
    const apia = calendarOf('Pacific/Apia');
    const days = ['2011-12-29', '2011-12-30', '2011-12-31'].map(dayNumber);
    expect(days.map(day => apia.windows(day, HOURS).length)).toEqual([1, 0, 1]);
    expect(apia.startOfDay(days[1] ?? 0)).toBe(apia.startOfDay(days[2] ?? 0));
  });

  test('a day begins when clocks jump over its midnight', () => {
    // At half past eleven they were set to half past midnight.
    const start = calendarOf('America/Toronto').startOfDay(dayNumber('1919-03-31'));
    expect(new Date(start).toISOString()).toBe('1919-03-31T04:30:00.000Z');
  });

  test('only workdays have hours', () => {
    const monday = dayNumber('2026-03-02');
    const week = [0, 1, 2, 3, 4, 5, 6].map(ahead => monday + ahead);
    const open = (workdays: number[]) =>
      week.map(day => calendarOf('UTC').windows(day, { ...HOURS, workdays }).length).join('');
    expect([open([1, 2, 3, 4, 5]), open([7]), open([])]).toEqual(['1111100', '0000001', '0000000']);
    expect(calendarOf('UTC').windows(dayNumber('1969-12-29'), { ...HOURS, workdays: [1] })).toHaveLength(1);
  });

  test('refuses a zone that there is not', () => {
    expect(() => createLocalCalendar('Europe/Berlinn')).toThrow(RangeError);
  });
});
