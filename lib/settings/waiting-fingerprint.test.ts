import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type SettingsPart } from './settings';
import { parseSettingsPart } from './settings-problems';
import { waitingFingerprint } from './waiting-fingerprint';

const of = (part: object, zone = 'Europe/Berlin') => {
  const settings: SettingsPart = parseSettingsPart(part);
  return waitingFingerprint({ ...DEFAULT_SETTINGS, ...settings }, zone, 1);
};
const BASE = {
  people: { aliases: { a: 'anna', b: 'ben' }, bots: ['x', 'y'] },
  hours: {
    workdays: [1, 2],
    teams: { t: { members: ['anna', 'ben'], from: '08:00' }, u: {} },
    people: { anna: {} },
  },
};

describe('waitingFingerprint', () => {
  test('names the form of the amounts, and the settings in sixteen hexadecimal digits', () => {
    expect(of({})).toMatch(/^1-[0-9a-f]{16}$/);
  });

  test.each([
    ['rates and currency', { ...BASE, cost: { ratePerHour: 1, currency: 'USD', runnerRatePerHour: 2 } }],
    [
      'rules and targets',
      { ...BASE, rules: [{ repository: '*/*', service: 'x' }], targets: { x: { p90Seconds: 1 } } },
    ],
    [
      'order',
      {
        people: { bots: ['y', 'x'], aliases: { b: 'ben', a: 'anna' } },
        hours: {
          people: { anna: {} },
          teams: { u: {}, t: { from: '08:00', members: ['ben', 'anna'] } },
          workdays: [2, 1],
        },
      },
    ],
    [
      'letter case of people',
      {
        people: { aliases: { A: 'Anna', b: 'Ben' }, bots: ['X', 'y'] },
        hours: { ...BASE.hours, people: { Anna: {} } },
      },
    ],
    ['a zone that is the same', { ...BASE, hours: { ...BASE.hours, timeZone: 'Europe/Berlin' } }],
  ])('does not change with %s', (_, part) => {
    expect(of(part)).toBe(of(BASE));
  });

  test.each([
    ['an alias', { ...BASE, people: { ...BASE.people, aliases: { a: 'anna', b: 'anna' } } }],
    ['a bot', { ...BASE, people: { ...BASE.people, bots: ['x'] } }],
    ['working hours', { ...BASE, hours: { ...BASE.hours, until: '18:00' } }],
    ['hours of a person', { ...BASE, hours: { ...BASE.hours, people: { anna: { from: '06:00' } } } }],
    [
      'members of a team',
      { ...BASE, hours: { ...BASE.hours, teams: { t: { members: ['ben'], from: '08:00' } } } },
    ],
    ['an assumption', { ...BASE, cost: { switchCostMinutes: 0 } }],
  ])('changes with %s', (_, part) => {
    expect(of(part)).not.toBe(of(BASE));
  });

  test('changes with the zone of the server when the organisation has none of its own', () => {
    expect(of(BASE, 'Asia/Kolkata')).not.toBe(of(BASE));
    const own = { hours: { timeZone: 'Europe/Lisbon' } };
    expect(of(own, 'Asia/Kolkata')).toBe(of(own));
  });
});
