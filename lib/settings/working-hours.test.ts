import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, sectionSchemas } from './settings';
import { hoursOf } from './working-hours';

function hoursIn(hours: object, aliases: Record<string, string> = {}) {
  return hoursOf(
    { hours: sectionSchemas.hours.parse(hours), people: { ...DEFAULT_SETTINGS.people, aliases } },
    'America/Toronto',
  );
}

const USUAL = { timeZone: 'America/Toronto', workdays: [1, 2, 3, 4, 5], fromMinute: 420, untilMinute: 1140 };

describe('hoursOf', () => {
  test('without settings everybody works the usual hours in the zone of the server', () => {
    expect(hoursIn({})('anna')).toEqual(USUAL);
    expect(hoursIn({ timeZone: 'Europe/Berlin' })('anna').timeZone).toBe('Europe/Berlin');
  });

  test('a person comes before their teams, teams before the organisation, field by field', () => {
    const of = hoursIn({
      teams: {
        berlin: { members: ['Anna', 'ben'], timeZone: 'Europe/Berlin', from: '08:30' },
        late: { members: ['anna'], until: '24:00' },
      },
      people: { ANNA: { from: '10:00' } },
    });
    expect(of('anna')).toEqual({ ...USUAL, timeZone: 'Europe/Berlin', fromMinute: 600, untilMinute: 1440 });
    expect(of('ben')).toEqual({ ...USUAL, timeZone: 'Europe/Berlin', fromMinute: 510 });
    expect(of('cem')).toEqual(USUAL);
    expect(of('anna')).toBe(of('anna'));
  });

  test('entries under an alias are those of the person; their own name comes first', () => {
    const of = hoursIn(
      { people: { 'a@b.example': { from: '05:00', until: '12:00' }, anna: { from: '06:00' } } },
      { 'a@b.example': 'anna' },
    );
    expect(of('anna')).toMatchObject({ fromMinute: 360, untilMinute: 720 });
  });

  test('whoever is called like something of the language has no hours of their own', () => {
    expect(hoursIn({})('constructor')).toEqual(USUAL);
  });
});
