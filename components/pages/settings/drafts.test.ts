import { describe, expect, test } from 'vitest';
import { costShape } from './cost-draft';
import { sameDraft } from './draft-shape';
import { emptyGroup, hoursShape } from './hours-draft';
import { peopleShape } from './people-draft';
import { emptyRule, isComplete, moveRule, rulesShape } from './rules-draft';

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
  ratePerHour: 75,
  currency: 'EUR',
  runnerRatePerHour: null,
};

test('a section comes out of its draft as it went in', () => {
  expect(rulesShape.fromDraft(rulesShape.toDraft(RULES))).toEqual({ value: RULES, problems: [] });
  expect(peopleShape.fromDraft(peopleShape.toDraft(PEOPLE))).toEqual({ value: PEOPLE, problems: [] });
  expect(hoursShape.fromDraft(hoursShape.toDraft(HOURS))).toEqual({ value: HOURS, problems: [] });
  expect(costShape.fromDraft(costShape.toDraft(COST))).toEqual({ value: COST, problems: [] });
});

describe('rules', () => {
  const drafts = rulesShape.toDraft(RULES);

  test('move up and down, and no further than the ends', () => {
    expect(moveRule(drafts, 1, -1).map(({ id }) => id)).toEqual(['stored-1', 'stored-0']);
    expect(moveRule(drafts, 0, 1).map(({ id }) => id)).toEqual(['stored-1', 'stored-0']);
    expect(moveRule(drafts, 0, -1)).toBe(drafts);
    expect(moveRule(drafts, 1, 1)).toBe(drafts);
  });

  test('say something once they have a repository and a service', () => {
    expect(drafts.every(isComplete)).toBe(true);
    expect(isComplete(emptyRule('x'))).toBe(false);
    expect(isComplete({ ...emptyRule('x'), repository: 'a/b', service: ' ' })).toBe(false);
  });

  test('are the same whatever their rows are called, and others in another order', () => {
    expect(
      sameDraft(
        drafts,
        drafts.map(rule => ({ ...rule, id: `new ${rule.id}` })),
      ),
    ).toBe(true);
    expect(sameDraft(drafts, moveRule(drafts, 0, 1))).toBe(false);
  });
});

describe('people', () => {
  const row = (id: string, alias: string, person: string) => ({ id, alias, person });

  test('rows and lines without anything in them are left out', () => {
    const draft = { aliases: [row('1', ' zoe ', ' ada'), row('2', '', ' ')], bots: ' a \n\n b\n' };
    expect(peopleShape.fromDraft(draft)).toEqual({
      value: { aliases: { zoe: 'ada' }, bots: ['a', 'b'] },
      problems: [],
    });
  });

  test('names that would be lost without a word are problems of their row', () => {
    const aliases = [row('1', 'zoe', 'ada'), row('2', '', 'bo'), row('3', ' zoe', 'bo')];
    expect(peopleShape.fromDraft({ aliases, bots: '' }).problems).toEqual([
      { path: ['aliases', '2'], message: 'is empty: give the login or address' },
      { path: ['aliases', '3'], message: 'is there twice: give it once' },
    ]);
  });
});

describe('hours', () => {
  const draft = hoursShape.toDraft(HOURS);

  test('what is empty is left out, and one digit is an hour too', () => {
    const people = [{ ...emptyGroup('1', null), name: ' dee ', from: '7:30' }];
    const { value } = hoursShape.fromDraft({ ...draft, timeZone: ' ', until: '9:00', people });
    expect(value).toMatchObject({ timeZone: null, until: '09:00', people: { dee: { from: '07:30' } } });
  });

  test('groups without a name, or with the name of another, are problems of their row', () => {
    const teams = [...draft.teams, emptyGroup('1', ''), { ...emptyGroup('2', ''), name: 'lisbon ' }];
    expect(hoursShape.fromDraft({ ...draft, teams }).problems).toEqual([
      { path: ['teams', '1'], message: 'is empty: give a name, or remove the entry' },
      { path: ['teams', '2'], message: 'is there twice: give it once' },
    ]);
  });
});

describe('cost', () => {
  const draft = costShape.toDraft(COST);
  const problems = (change: Partial<typeof draft>) => costShape.fromDraft({ ...draft, ...change }).problems;

  test('a share is edited as a percentage', () => {
    expect(draft.partialWeight).toBe('7');
    expect(costShape.fromDraft({ ...draft, partialWeight: '33.3' }).value.partialWeight).toBe(0.333);
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
    const { value } = costShape.fromDraft({
      ...draft,
      ratePerHour: '82,5',
      currency: ' chf',
      runnerRatePerHour: '',
    });
    expect(value).toMatchObject({ ratePerHour: 82.5, currency: 'CHF', runnerRatePerHour: null });
  });
});
