import { describe, expect, test } from 'vitest';
import { costCodec } from './cost-draft';
import { emptyGroup, hoursCodec } from './hours-draft';
import { peopleCodec } from './people-draft';
import { captureOf, emptyRule, isComplete, rulesCodec } from './rules-draft';

const RULES = [
  { repository: 'shop/mono', step: '<s>-build', service: '<s>' },
  { repository: 'shop/*', pipeline: 'default', service: 'shop', team: 'Büro 🐦' },
];
const PEOPLE = { aliases: { 'ada@example.com': 'ada', zoe: 'ada' }, bots: ['*-bot', '*[bot]'] };
const HOURS = {
  timeZone: null,
  workdays: [1, 2, 3],
  from: '07:00',
  until: '19:00',
  teams: { lisbon: { members: ['ada', 'bo'], timeZone: 'Europe/Lisbon', workdays: [1, 7] } },
  people: { cy: { from: '10:00' } },
};
const COST = {
  fullAttentionMinutes: 10,
  partialUntilMinutes: 30,
  partialWeight: 0.07,
  switchAfterMinutes: 2.5,
  switchCostMinutes: 5,
  maxSwitchesADay: 6,
  capHoursADay: 8,
  stuckAfterHours: 4,
  countApproval: true,
  ratePerHour: 75,
  currency: 'EUR',
  runnerRatePerHour: null,
};

test('a section comes out of its draft as it went in', () => {
  expect(rulesCodec.fromDraft(rulesCodec.toDraft(RULES))).toEqual({ value: RULES, problems: [] });
  expect(peopleCodec.fromDraft(peopleCodec.toDraft(PEOPLE))).toEqual({ value: PEOPLE, problems: [] });
  expect(hoursCodec.fromDraft(hoursCodec.toDraft(HOURS))).toEqual({ value: HOURS, problems: [] });
  expect(costCodec.fromDraft(costCodec.toDraft(COST))).toEqual({ value: COST, problems: [] });
});

describe('rules', () => {
  const { rules } = rulesCodec.toDraft(RULES);

  test('say something once they have a repository and a service', () => {
    expect(rules.every(isComplete)).toBe(true);
    expect(isComplete(emptyRule('x'))).toBe(false);
    expect(isComplete({ ...emptyRule('x'), repository: 'a/b', service: ' ' })).toBe(false);
  });

  test('have their problems at their fields', () => {
    const draftProblem = rulesCodec.toDraftProblem?.({ path: [1, 'step'], message: 'is empty' }, { rules });
    expect(draftProblem).toEqual({ path: ['rules', 1, 'step'], message: 'is empty' });
  });
});

describe('people', () => {
  const row = (id: string, alias: string, person: string) => ({ id, alias, person });

  test('rows and lines without anything in them are left out', () => {
    const draft = { aliases: [row('1', ' zoe ', ' ada'), row('2', '', ' ')], bots: ' a \n\n b\n' };
    expect(peopleCodec.fromDraft(draft)).toEqual({
      value: { aliases: { zoe: 'ada' }, bots: ['a', 'b'] },
      problems: [],
    });
  });

  test('names that would be lost without a word are problems of their row', () => {
    const aliases = [row('1', 'zoe', 'ada'), row('2', '', 'bo'), row('3', ' zoe', 'bo')];
    expect(peopleCodec.fromDraft({ aliases, bots: '' }).problems).toEqual([
      { path: ['aliases', 1, 'alias'], message: 'is empty: give the login or address' },
      { path: ['aliases', 2, 'alias'], message: 'is there twice: give it once' },
    ]);
  });
});

describe('problems of people', () => {
  const draft = peopleCodec.toDraft(PEOPLE);
  const at = (...path: Array<string | number>) =>
    peopleCodec.toDraftProblem?.({ path, message: 'is wrong' }, draft);

  test('stand at the row of the alias, and name the pattern of a bot', () => {
    expect(at('aliases', 'zoe')?.path).toEqual(['aliases', 1, 'alias']);
    expect(at('bots', 1)).toEqual({ path: ['bots'], message: '“*[bot]” is wrong' });
  });
});

describe('hours', () => {
  const draft = hoursCodec.toDraft(HOURS);

  test('have problems of a group at its place, those of its members with the member', () => {
    const at = (...path: Array<string | number>) =>
      hoursCodec.toDraftProblem?.({ path, message: 'is wrong' }, draft);
    expect(at('teams', 'lisbon', 'from')?.path).toEqual(['teams', 0, 'from']);
    expect(at('people', 'cy')?.path).toEqual(['people', 0, 'name']);
    expect(at('teams', 'lisbon', 'members', 1)).toEqual({
      path: ['teams', 0, 'members'],
      message: '“bo” is wrong',
    });
    expect(at('teams', 'nobody', 'from')?.path).toEqual([]);
    expect(at('timeZone')?.path).toEqual(['timeZone']);
  });

  test('what is empty is left out, and one digit is an hour too', () => {
    const people = [{ ...emptyGroup('1', null), name: ' dee ', from: '7:30' }];
    const { value } = hoursCodec.fromDraft({ ...draft, timeZone: ' ', until: '9:00', people });
    expect(value).toMatchObject({ timeZone: null, until: '09:00', people: { dee: { from: '07:30' } } });
  });

  test('groups without a name, or with the name of another, are problems of their row', () => {
    const teams = [...draft.teams, emptyGroup('1', ''), { ...emptyGroup('2', ''), name: 'lisbon ' }];
    expect(hoursCodec.fromDraft({ ...draft, teams }).problems).toEqual([
      { path: ['teams', 1, 'name'], message: 'is empty: give a name, or remove the entry' },
      { path: ['teams', 2, 'name'], message: 'is there twice: give it once' },
    ]);
  });
});

describe('cost', () => {
  const draft = costCodec.toDraft(COST);
  const problems = (change: Partial<typeof draft>) => costCodec.fromDraft({ ...draft, ...change }).problems;

  test('a share is edited as a percentage', () => {
    expect(draft.partialWeight).toBe('7');
    expect(costCodec.fromDraft({ ...draft, partialWeight: '33.3' }).value.partialWeight).toBe(0.333);
    expect(problems({ partialWeight: '101' })).toEqual([
      { path: ['partialWeight'], message: 'is 101: give a number from 0 to 100' },
    ]);
  });

  test('what is no number is said at its field', () => {
    expect(problems({ ratePerHour: 'a lot', capHoursADay: ' ' })).toEqual([
      { path: ['capHoursADay'], message: 'is empty: give a number' },
      { path: ['ratePerHour'], message: 'is "a lot": give a number such as 2.5' },
    ]);
    expect(problems({ ratePerHour: '1,000' })).toHaveLength(1);
  });

  test('a comma may stand for the point, currencies may be small, and no runner rate is none', () => {
    const { value } = costCodec.fromDraft({
      ...draft,
      ratePerHour: '82,5',
      currency: ' chf',
      runnerRatePerHour: '',
    });
    expect(value).toMatchObject({ ratePerHour: 82.5, currency: 'CHF', runnerRatePerHour: null });
  });
});

test('a service is offered by what a pattern captures, that of the step first', () => {
  const rule = { ...emptyRule('1'), repository: '<team>/mono' };
  expect(captureOf(rule)).toBe('<team>');
  expect(captureOf({ ...rule, pipeline: '<service>-{build,push}' })).toBe('<service>');
  expect(captureOf({ ...rule, pipeline: '<p>', step: 'a-<s>' })).toBe('<s>');
  expect(captureOf(emptyRule('1'))).toBe(null);
});
