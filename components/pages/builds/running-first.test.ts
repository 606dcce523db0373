import { expect, test } from 'vitest';
import type { RunningBuild } from '@/lib/builds/query';
import { runningFirst } from './running-first';

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
    left: { n: 0, p50Ms: null, p90Ms: null, isOverdue },
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
  expect(runningFirst(rows).map(row => row.number)).toEqual([5, 4, 3, 2, 1]);
});
