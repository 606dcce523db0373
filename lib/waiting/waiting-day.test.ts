import { expect, test } from 'vitest';
import { causeOf } from './waiting-day';

test.each([
  ['rerun', { isRerun: true, status: 'killed', queued: true }],
  ['rerun', { isRerun: true, status: 'failure', queued: false }],
  ['queue', { isRerun: false, status: 'killed', queued: true }],
  ['queue', { isRerun: false, status: 'failure', queued: true }],
  ['cancelled', { isRerun: false, status: 'killed', queued: false }],
  ['failed', { isRerun: false, status: 'failure', queued: false }],
  ['failed', { isRerun: false, status: 'error', queued: false }],
  ['run', { isRerun: false, status: 'success', queued: false }],
])('%s: %o', (cause, facts) => expect(causeOf(facts)).toBe(cause));
