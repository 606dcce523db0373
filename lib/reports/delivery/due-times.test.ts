import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { lastDue, nextDue, type Schedule } from './due-times';

const BERLIN: Schedule = { weekday: 1, hour: 7, timeZone: 'Europe/Berlin' };

test('is due at the local hour in summer and in winter', () => {
  expect(lastDue(BERLIN, new Date('2026-07-06T05:00:00Z'))).toEqual({
    at: new Date('2026-07-06T05:00:00Z'),
    week: '2026-W27',
  });
  expect(lastDue(BERLIN, new Date('2026-11-23T05:59:59Z')).week).toBe('2026-W46');
  expect(lastDue(BERLIN, new Date('2026-11-23T06:00:00Z'))).toEqual({
    at: new Date('2026-11-23T06:00:00Z'),
    week: '2026-W47',
  });
});

test('an hour that clocks skip is due as much later, once', () => {
  const schedule = { weekday: 7, hour: 2, timeZone: 'Europe/Berlin' };
  expect(lastDue(schedule, new Date('2026-03-29T12:00:00Z')).at).toEqual(new Date('2026-03-29T01:00:00Z'));
});

test('an hour that comes twice is due the first time, once', () => {
  const schedule = { weekday: 7, hour: 2, timeZone: 'Europe/Berlin' };
  expect(lastDue(schedule, new Date('2026-10-25T03:00:00Z')).at).toEqual(new Date('2026-10-25T00:00:00Z'));
});

test('the week around new year is that of ISO 8601', () => {
  expect(lastDue(BERLIN, new Date('2027-01-04T09:00:00Z')).week).toBe('2026-W53');
  expect(lastDue(BERLIN, new Date('2027-01-11T09:00:00Z')).week).toBe('2027-W01');
  expect(lastDue({ ...BERLIN, weekday: 5 }, new Date('2027-01-01T09:00:00Z')).week).toBe('2026-W52');
});

test('whatever the minute, over a year with its changes of clocks: one due time a week, never to come, the next after it', () => {
  for (const timeZone of [
    'Europe/Berlin',
    'America/New_York',
    'Pacific/Auckland',
    'Australia/Lord_Howe',
    'UTC',
  ]) {
    for (const weekday of [1, 7]) {
      const schedule = { weekday, hour: 2, timeZone };
      const due = new Map<string, number>();
      for (
        let ms = Date.parse('2026-01-12');
        ms < Date.parse('2027-01-25');
        ms += 13 * HOUR_MS + 7 * MINUTE_MS
      ) {
        const { at, week } = lastDue(schedule, new Date(ms));
        expect(at.getTime()).toBeLessThanOrEqual(ms);
        expect(nextDue(schedule, new Date(ms)).at.getTime()).toBeGreaterThan(ms);
        expect(due.get(week) ?? at.getTime()).toBe(at.getTime());
        due.set(week, at.getTime());
      }
      expect(due.size).toBeGreaterThanOrEqual(54);
    }
  }
});
