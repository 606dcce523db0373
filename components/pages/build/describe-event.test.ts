import { expect, test } from 'vitest';
import { describeEvent } from './describe-event';

const build = {
  event: 'push',
  branch: 'main',
  target: 'main',
  ref: 'refs/heads/main',
  cron: null,
  deployTo: null,
  sha: '5315ec2fa0',
};

test.each([
  [{}, 'push: main, 5315ec2f'],
  [{ event: 'pull_request', branch: 'fix/pool', sha: null }, 'pull request: fix/pool → main'],
  [{ event: 'tag', ref: 'refs/tags/v1.2.0', sha: '' }, 'tag: v1.2.0'],
  [{ event: 'cron', cron: 'nightly' }, 'cron: main (nightly), 5315ec2f'],
  [{ event: 'promote', deployTo: 'production' }, 'promotion: main to production, 5315ec2f'],
  [{ event: 'custom', branch: null, target: null, sha: null }, 'by hand'],
])('%o is told as %s', (facts, words) => {
  expect(describeEvent({ ...build, ...facts })).toBe(words);
});
