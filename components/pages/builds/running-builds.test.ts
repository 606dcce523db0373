import { expect, test } from 'vitest';
import type { RunningBuild } from '@/lib/builds/query';
import { describePolling, describeTimeLeft, sortRunning } from './running-builds';

const left = { n: 42, p50Ms: 73_000, p90Ms: 239_000, isOverdue: false, since: null };

test('the time left is a range with what it stands on', () => {
  expect(describeTimeLeft({ status: 'running', left })).toEqual({
    main: '1m 13s – 3m 59s left',
    basis: 'p50 – p90 of 42 builds that took at least this long',
  });
  expect(describeTimeLeft({ status: 'running', left: { ...left, since: '2026-11-17' } }).basis).toBe(
    'p50 – p90 of 42 builds that took at least this long since 17 Nov, when the wait changed',
  );
});

test('near its end, none is promised', () => {
  expect(describeTimeLeft({ status: 'running', left: { ...left, p50Ms: 2000 } }).main).toBe(
    'up to 3m 59s left',
  );
  expect(describeTimeLeft({ status: 'running', left: { ...left, p50Ms: 0, p90Ms: 3000 } }).main).toBe(
    'about to end',
  );
});

test('overdue, too few to say, and what waits for somebody', () => {
  const none = { n: 0, p50Ms: null, p90Ms: null, since: null };
  expect(describeTimeLeft({ status: 'running', left: { ...none, isOverdue: true } }).main).toBe('overdue');
  expect(describeTimeLeft({ status: 'pending', left: { ...none, n: 1, isOverdue: false } })).toEqual({
    main: 'unknown',
    basis: 'only 1 earlier build of the last 28 days took as long',
  });
  expect(describeTimeLeft({ status: 'blocked', left: { ...none, isOverdue: false } })).toEqual({
    main: 'waits for approval',
    basis: '',
  });
});

test('that nobody polls any more is said, not that somebody does', () => {
  const now = '2026-03-02T10:00:00.000Z';
  expect(describePolling({ now, polledAt: '2026-03-02T09:59:30.000Z' })).toBeNull();
  expect(describePolling({ now, polledAt: '2026-03-02T09:00:00.000Z' })).toBe(
    'no poller has looked for 1h 00m, so these may have ended',
  );
  expect(describePolling({ now, polledAt: null })).toBe('no poller is at work, so these may have ended');
});

function build(
  number: number,
  status: RunningBuild['status'],
  elapsedMs: number,
  isOverdue = false,
): RunningBuild {
  return {
    repository: 'shop/api',
    number,
    services: [],
    status,
    event: 'push',
    branch: 'main',
    title: null,
    createdAt: '2026-03-02T10:00:00.000Z',
    startedAt: null,
    elapsedMs,
    runningSteps: [],
    left: { n: 0, p50Ms: null, p90Ms: null, isOverdue, since: null },
    link: '',
  };
}

test('what is overdue comes first, then what runs, then what waits, the oldest first', () => {
  const rows = [
    build(5, 'pending', 500, true),
    build(1, 'blocked', 9000),
    build(2, 'pending', 3000),
    build(3, 'running', 1000),
    build(4, 'running', 2000),
  ];
  expect(sortRunning(rows).map(row => row.number)).toEqual([5, 4, 3, 2, 1]);
});
