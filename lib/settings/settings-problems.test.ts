import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from './settings';
import { describeProblem, parseSettingsPart, SettingsProblemsError } from './settings-problems';

function problemsIn(value: unknown): string[] {
  try {
    parseSettingsPart(value);
    return [];
  } catch (error) {
    if (error instanceof SettingsProblemsError) return error.problems.map(describeProblem);
    throw error;
  }
}

const rule = { repository: 'acme/*', service: 'x' };
const teams = (...each: object[]) => ({
  hours: { teams: Object.fromEntries(each.map((team, i) => [`t${i + 1}`, team])) },
});

describe('parseSettingsPart', () => {
  test('what a section leaves out has its default', () => {
    const part = parseSettingsPart({ cost: { ratePerHour: 90 }, people: {}, hours: {} });
    const { people, hours, cost } = DEFAULT_SETTINGS;
    expect(part).toEqual({ people, hours, cost: { ...cost, ratePerHour: 90 } });
  });

  test('the defaults are those of the model', () => {
    expect(DEFAULT_SETTINGS.cost).toEqual({
      fullAttentionMinutes: 10,
      partialUntilMinutes: 30,
      partialWeight: 0.25,
      switchAfterMinutes: 3,
      switchCostMinutes: 5,
      maxSwitchesADay: 6,
      capHoursADay: 8,
      stuckAfterHours: 4,
      countApproval: false,
      ratePerHour: 75,
      currency: 'EUR',
      runnerRatePerHour: null,
    });
    expect(parseSettingsPart({ ...DEFAULT_SETTINGS })).toEqual(DEFAULT_SETTINGS);
  });

  test.each<[string, unknown, string]>([
    ['a section that there is not', { services: [] }, 'services: is not known here: known are rules, people'],
    ['no settings', 5, 'the settings: must have keys with values: rules, people'],
    ['an empty section', { hours: null }, 'hours: is empty: leave it out'],
    [
      'a key that there is not',
      { rules: [rule, rule, { ...rule, stp: 'x' }] },
      'rules, 3rd, stp: is not known here: known are repository, pipeline, step, service, team',
    ],
    ['a missing key', { rules: [{ repository: 'a/b' }] }, 'rules, 1st, service: is missing'],
    ['an empty text', { rules: [{ ...rule, step: ' ' }] }, 'rules, 1st, step: is empty'],
    [
      'a number for a text',
      { rules: [rule, { ...rule, step: 5 }] },
      'rules, 2nd, step: must be text: put it into quotes',
    ],
    [
      'a long text',
      { rules: [{ ...rule, service: 'x'.repeat(201) }] },
      'service: is longer than 200 characters',
    ],
    [
      'a control character',
      { people: { bots: ['a\u0000'] } },
      'people, bots, 1st: has characters that cannot be printed',
    ],
    [
      'half a character',
      { people: { bots: ['a\ud83d'] } },
      'people, bots, 1st: has characters that cannot be printed',
    ],
    ['a broken pattern', { rules: [{ ...rule, step: '{a' }] }, 'rules, 1st, step: has a { without a }'],
    [
      'a broken template',
      { rules: [{ ...rule, team: 'a>' }] },
      'rules, 1st, team: has a < or > that belongs to no capture',
    ],
    [
      'an unknown capture',
      { rules: [{ ...rule, step: '<a>', service: '<b>' }] },
      'rules, 1st, service: uses <b>, which no pattern of the rule captures: they capture <a>',
    ],
    [
      'a capture in two patterns',
      { rules: [{ ...rule, pipeline: '<a>', step: '<a>' }] },
      'rules, 1st, step: captures <a>, as another pattern of the rule does',
    ],
    ['no map', { people: { aliases: [] } }, 'people, aliases: must be names with values'],
    [
      'an alias in two spellings',
      { people: { aliases: { a: 'x', A: 'y' } } },
      'people, aliases, A: is the same name as a',
    ],
    [
      'a circle of aliases',
      { people: { aliases: { a: 'b', b: 'C', c: 'A', d: 'a' } } },
      'people, aliases, a: leads back to itself: a → b → c → a',
    ],
    [
      'a zone that there is not',
      { hours: { timeZone: 'Berlin' } },
      'hours, timeZone: is "Berlin": give the IANA name',
    ],
    [
      'an offset for a zone',
      { hours: { timeZone: '+02:00' } },
      'hours, timeZone: is "+02:00": give the IANA name',
    ],
    [
      'an abbreviation for a zone',
      { hours: { timeZone: 'CET' } },
      'hours, timeZone: is "CET": give the IANA name',
    ],
    [
      'a day that there is not',
      { hours: { workdays: [0] } },
      'hours, workdays, 1st: is 0: give a whole number from 1 to 7',
    ],
    ['a day twice', { hours: { workdays: [1, 1] } }, 'hours, workdays: names a day twice'],
    ['no workday', { hours: { workdays: [] } }, 'hours, workdays: is empty'],
    [
      'a time that there is not',
      { hours: { from: '24:00' } },
      'hours, from: is "24:00": give a time such as 07:00',
    ],
    [
      'a night shift',
      { hours: { from: '22:00', until: '06:00' } },
      'hours, until: makes a day from 22:00 until 06:00',
    ],
    [
      'a team whose day ends before it begins',
      teams({ from: '20:00' }),
      'hours, teams, t1, from: makes a day from 20:00 until 19:00',
    ],
    [
      'a person whose day ends before it begins',
      { hours: { people: { anna: { until: '07:00' } } } },
      'hours, people, anna, until: makes a day from 07:00 until 07:00',
    ],
    [
      'two teams that make no day',
      teams({ members: ['anna'], from: '18:00' }, { members: ['Anna'], until: '12:00' }),
      'hours, teams, t2, members, 1st: makes a day from 18:00 until 12:00',
    ],
    [
      'teams that disagree',
      teams({ members: ['anna'], from: '08:00' }, { members: ['x', 'Anna'], from: '09:00' }),
      'hours, teams, t2, members, 2nd: is also in t1, where from is another: give this person from under people',
    ],
    [
      'a member twice',
      teams({ members: ['anna', 'ANNA'] }),
      'hours, teams, t1, members, 2nd: is there twice, as anna',
    ],
    [
      'a person twice',
      { hours: { people: { anna: {}, Anna: {} } } },
      'hours, people, Anna: is there twice, as anna',
    ],
    [
      'attention that ends before it fades',
      { cost: { fullAttentionMinutes: 31 } },
      'cost, partialUntilMinutes: is 30: attention cannot end before it fades; give 31',
    ],
    [
      'a weight above 1',
      { cost: { partialWeight: 25 } },
      'cost, partialWeight: is 25: give a number from 0 to 1',
    ],
    [
      'no number',
      { cost: { ratePerHour: '75' } },
      'cost, ratePerHour: is "75": give a number from 0 to 1000000',
    ],
    [
      'no currency',
      { cost: { currency: 'Euro' } },
      'cost, currency: is "Euro": give the three letters of a currency',
    ],
    [
      'a target of nothing',
      { targets: { api: { p90Seconds: 0 } } },
      'targets, api, p90Seconds: is 0: give a number from 1 to 604800 seconds',
    ],
    ['a name of nothing', { targets: { ' ': { p90Seconds: 5 } } }, 'targets,  : as a name is empty'],
  ])('names %s', (_, value, problem) => {
    expect(problemsIn(value)).toEqual([expect.stringContaining(problem)]);
  });

  test('names all that is wrong at once', () => {
    const part = {
      rules: [{}],
      cost: { partialWeight: 2 },
      hours: { from: 'x' },
      people: { aliases: { a: 'b', b: 'a' } },
    };
    expect(problemsIn(part)).toHaveLength(5);
  });

  test('a person may settle what their teams disagree about', () => {
    const { hours } = teams({ members: ['anna'], from: '08:00' }, { members: ['anna'], from: '09:00' });
    expect(problemsIn({ hours: { ...hours, people: { anna: { from: '10:00' } } } })).toEqual([]);
  });

  test('an alias may say how a name is written, and lead to another', () => {
    expect(problemsIn({ people: { aliases: { hbrandt: 'HBrandt', 'h@b.example': 'hbrandt' } } })).toEqual([]);
  });

  test.each([
    [1, '1st'],
    [2, '2nd'],
    [11, '11th'],
    [13, '13th'],
    [21, '21st'],
    [103, '103rd'],
  ])('counts as people do: %d', (n, ordinal) => {
    expect(describeProblem({ path: ['rules', n - 1], message: 'x' })).toBe(`rules, ${ordinal}: x`);
  });
});
