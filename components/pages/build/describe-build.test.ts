import { expect, test } from 'vitest';
import { sampleStage, sampleStep } from '@/tests/world/build-details';
import { describeEvent, describeNoPath, describeVerdict, describeWithoutSteps } from './describe-build';

const build = {
  status: 'success' as const,
  verdict: 'within' as const,
  waitMs: 372_000,
  approvalMs: 0,
  nobodyWaits: null,
  elapsedMs: 372_000,
  goneAt: null,
  usualWait: { n: 84, p50Ms: 330_000, p75Ms: 350_000, p90Ms: 420_000, since: null },
  stages: [sampleStage({ startMs: 1000 })],
  isOnDefaultBranch: true,
};

test('the answer comes with the figures that it stands on', () => {
  expect(describeVerdict(build)).toEqual({
    headline: 'Not slower than usual',
    sentence:
      'From the push to its end it took 6m 12s. Half of the builds like it take up to 5m 30s (p50), ' +
      'nine in ten up to 7m 00s (p90).',
    basis: 'Compared with 84 successful builds of the default branch in the 28 days before',
  });
});

test('what changed in those days is compared with what came after', () => {
  const { basis } = describeVerdict({
    ...build,
    usualWait: { ...build.usualWait, n: 1, since: '2026-11-17' },
  });
  expect(basis).toBe(
    'Compared with 1 successful build of the default branch since 17 Nov, when the wait changed',
  );
});

test('slower, a little slower, or too little to say', () => {
  const headline = (verdict: 'above-p90' | 'above-p75' | 'too-few') =>
    describeVerdict({ ...build, verdict }).headline;
  expect([headline('above-p90'), headline('above-p75'), headline('too-few')]).toEqual([
    'Slower than usual',
    'A little slower than usual',
    'Too few earlier builds to say what is usual',
  ]);
  expect(describeVerdict({ ...build, verdict: 'too-few' }).sentence).not.toContain('p50');
});

test('a failure names the step; one that was ignored is not the reason', () => {
  const steps = [
    sampleStep({ name: 'audit', status: 'failure', exitCode: 9, errorIgnored: true }),
    sampleStep({ number: 2, name: 'test', status: 'failure', exitCode: 2 }),
  ];
  const failed = { ...build, status: 'failure' as const, verdict: null };
  const { headline, sentence } = describeVerdict({
    ...failed,
    stages: [sampleStage({ startMs: 1000, steps })],
  });
  expect(headline).toBe('Failed');
  expect(sentence).toMatch(/^The step test ended with exit code 2\. From the push/);
});

test('a build whose repository went from the server is under way no longer', () => {
  const gone = { ...build, status: 'running' as const, waitMs: null, goneAt: '2026-03-02T10:00:00Z' };
  expect(describeVerdict({ ...gone, verdict: null })).toEqual({
    headline: 'How it ended is not known',
    sentence: expect.stringMatching(/^It was under way for .+ when its repository went from the server\.$/),
    basis: null,
  });
});

test('approval stands beside the wait; what cannot be told is not said to be under way', () => {
  expect(describeVerdict({ ...build, approvalMs: 3 * 3_600_000 }).sentence).toMatch(
    /^From its approval to its end it took 6m 12s\. Before that it waited 3h 00m for approval, which is part of no wait\./,
  );
  const odd = { ...build, verdict: null, waitMs: null, elapsedMs: 0 };
  expect(describeVerdict({ ...odd, status: 'killed', nobodyWaits: 'no-end' }).sentence).toMatch(
    /^How long it took is not known: it is over, and has no end\./,
  );
  expect(describeVerdict({ ...odd, approvalMs: null }).sentence).toMatch(/^How long it took is not known\./);
});

test('a build under way shows how long it has been so, and whether that is long already', () => {
  const running = { ...build, status: 'running' as const, waitMs: null, elapsedMs: 500_000 };
  expect(describeVerdict({ ...running, verdict: null })).toMatchObject({
    headline: 'Running',
    sentence: expect.stringMatching(/^It has been under way for 8m 20s\./),
  });
  expect(describeVerdict({ ...running, verdict: 'above-p90' }).headline).toBe(
    'Running, and slower than usual already',
  );
});

test('what nothing ran of is compared with nothing', () => {
  const nothing = { ...build, verdict: null, waitMs: 0, stages: [] };
  expect(describeVerdict({ ...nothing, status: 'error' })).toEqual({
    headline: 'Error',
    sentence: 'It ended before anything ran, so there is no time to compare.',
    basis: null,
  });
  const blocked = { ...nothing, waitMs: null, elapsedMs: 54 * 86_400_000 };
  const stages = [sampleStage({ status: 'blocked' })];
  expect(describeVerdict({ ...blocked, status: 'pending', stages })).toEqual({
    headline: 'Waits for somebody’s approval',
    sentence: 'It has waited for 54 days; nothing has run yet.',
    basis: null,
  });
});

test('what never ran is told the same by every panel', () => {
  const stages = [sampleStage({ status: 'killed' })];
  const killed = { ...build, verdict: null, status: 'killed' as const, waitMs: 1_200_000, stages };
  const shown = { ...killed, ciServer: 'Drone', goneAt: null };
  expect(describeVerdict(killed).sentence).toBe(
    'Nothing of it ran in the 20m 00s until its end, so there is no run to compare.',
  );
  expect(describeNoPath(shown)).toBe('Only waiting, 20m 00s: no step of this build ever ran.');
  expect(describeWithoutSteps(shown)).toBe(
    'Nothing ran, so there is nothing to draw: cancelled before a runner took it.',
  );
  expect(describeNoPath({ ...shown, waitMs: 0 })).toBe('Nothing: no step of this build ever ran.');
  expect(describeNoPath({ ...shown, goneAt: '2026-03-02T10:00:00Z' })).toBe(
    'Not known: its end was never seen.',
  );
  expect(describeWithoutSteps({ ...shown, status: 'pending' })).toBeNull();
});

const pushed = {
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
  expect(describeEvent({ ...pushed, ...facts })).toBe(words);
});
