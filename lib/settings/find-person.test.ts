import { describe, expect, test } from 'vitest';
import { DEFAULT_CATALOG } from './catalog';
import { createPersonFinder } from './find-person';

const bots = DEFAULT_CATALOG.people.bots;

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
  });
});
