import { expect, test } from 'vitest';
import { matchBots } from './match-bots';

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
