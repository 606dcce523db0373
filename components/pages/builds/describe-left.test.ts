import { expect, test } from 'vitest';
import { describeLeft } from './describe-left';
import { describeLook } from './describe-look';

const left = { n: 42, p50Ms: 73_000, p90Ms: 239_000, isOverdue: false };

test('the time left is a range with what it stands on', () => {
  expect(describeLeft({ status: 'running', left })).toEqual({
    main: '1m 13s – 3m 59s left',
    basis: 'p50 – p90 of 42 builds that took at least this long',
  });
});

test('near its end, none is promised', () => {
  expect(describeLeft({ status: 'running', left: { ...left, p50Ms: 2000 } }).main).toBe('up to 3m 59s left');
  expect(describeLeft({ status: 'running', left: { ...left, p50Ms: 0, p90Ms: 3000 } }).main).toBe(
    'about to end',
  );
});

test('overdue, too few to say, and what waits for somebody', () => {
  const none = { n: 0, p50Ms: null, p90Ms: null };
  expect(describeLeft({ status: 'running', left: { ...none, isOverdue: true } }).main).toBe('overdue');
  expect(describeLeft({ status: 'pending', left: { ...none, n: 1, isOverdue: false } })).toEqual({
    main: 'nobody can say',
    basis: 'only 1 earlier build of the last 28 days took as long',
  });
  expect(describeLeft({ status: 'blocked', left: { ...none, isOverdue: false } })).toEqual({
    main: 'waits for approval',
    basis: '',
  });
});

test('that nobody looks any more is told, not that somebody does', () => {
  const now = '2026-03-02T10:00:00.000Z';
  expect(describeLook({ now, polledAt: '2026-03-02T09:59:30.000Z' })).toBeNull();
  expect(describeLook({ now, polledAt: '2026-03-02T09:00:00.000Z' })).toBe(
    'no poller has looked for 1h 00m, so these may have ended',
  );
  expect(describeLook({ now, polledAt: null })).toBe('no poller is at work, so these may have ended');
});
