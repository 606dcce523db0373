import { describe, expect, test } from 'vitest';
import { createPersonFinder, matchBots } from './person-finder';
import { DEFAULT_SETTINGS } from './settings';

const bots = DEFAULT_SETTINGS.people.bots;

describe('createPersonFinder', () => {
  const find = createPersonFinder({
    aliases: {
      'h.brandt@lantern.example': 'hbrandt',
      HBrandt: 'Hannelore Brandt',
      'joan-bot': 'Joan Bott',
      builder: 'ci-bot',
      inês: 'Inês',
    },
    bots,
  });

  test.each([
    ['anna', 'anna', 'anna'],
    ['Anna', 'anna', 'Anna'],
    ['hbrandt', 'hannelore brandt', 'Hannelore Brandt'],
    ['H.Brandt@Lantern.example', 'hannelore brandt', 'Hannelore Brandt'],
    ['INÊS', 'inês', 'Inês'],
    ['ine\u0302s', 'inês', 'Inês'],
    ['constructor', 'constructor', 'constructor'],
  ])('%s is %s', (login, person, name) => {
    expect(find(login)).toEqual({ person, name, isBot: false });
  });

  test.each([
    'renovate[bot]',
    'Renovate[Bot]',
    'some-app[bot]',
    '49699+dependabot[bot]@users.noreply.github.com',
    'dependabot-preview',
    'snyk-bot',
    'github-actions',
    'jenkins-ci',
    'release-bot',
    'builder',
  ])('%s is a bot', login => {
    expect(find(login).isBot).toBe(true);
  });

  test.each(['abbott', 'robot', 'lucici', 'bot-lover', 'joan-bot', 'my-snyk-bots', 'ci'])(
    '%s is none',
    login => {
      expect(find(login).isBot).toBe(false);
    },
  );

  test.each([
    ['a*b*c', ['abc', 'axbxc', 'abbc'], ['ab', 'acb', 'abcd']],
    ['*', ['x'], []],
    ['ab*ba', ['abba', 'abxba'], ['aba']],
    ['x.y', ['x.y'], ['xzy', 'x.yz']],
    ['a**b', ['ab', 'a-b'], ['abc']],
  ])('pattern %s', (pattern, yes, no) => {
    const isBot = createPersonFinder({ aliases: {}, bots: [pattern] });
    expect(yes.map(login => isBot(login).isBot)).toEqual(yes.map(() => true));
    expect(no.map(login => isBot(login).isBot)).toEqual(no.map(() => false));
  });

  test('aliases that were not checked do not run for ever', () => {
    const circle = createPersonFinder({ aliases: { a: 'b', b: 'a' }, bots });
    expect(() => circle('a')).toThrow('a → b → a');
    const names = Array.from({ length: 30 }, (_, index) => [`a${index}`, `a${index + 1}`]);
    const chain = createPersonFinder({ aliases: Object.fromEntries(names), bots });
    expect(() => chain('a0')).toThrow('more than 20 aliases lead from a0 on');
    expect(chain('a10').person).toBe('a30');
  });
});

const logins = ['ada', 'Renovate[Bot]', 'release-bot', 'runner', 'joan-bot'];

test('each pattern with the logins that it matches, aliases applied first and letter case ignored', () => {
  const aliases = { RUNNER: 'ci-bot', 'joan-bot': 'Joan' };
  const bots = ['*-bot', 'renovate*', '*BOT*', 'deploybot', '*-bot'];
  expect(matchBots({ aliases, bots }, logins)).toEqual([
    {
      pattern: '*-bot',
      bots: [
        { login: 'release-bot', name: 'release-bot' },
        { login: 'runner', name: 'ci-bot' },
      ],
    },
    { pattern: 'renovate*', bots: [{ login: 'Renovate[Bot]', name: 'Renovate[Bot]' }] },
    {
      pattern: '*BOT*',
      bots: [
        { login: 'Renovate[Bot]', name: 'Renovate[Bot]' },
        { login: 'release-bot', name: 'release-bot' },
        { login: 'runner', name: 'ci-bot' },
      ],
    },
    { pattern: 'deploybot', bots: [] },
  ]);
});

test('an alias that leads back to itself changes nothing', () => {
  const aliases = { ada: 'release-bot', 'release-bot': 'ada' };
  expect(matchBots({ aliases, bots: ['ada'] }, logins)).toEqual([
    { pattern: 'ada', bots: [{ login: 'ada', name: 'ada' }] },
  ]);
});
