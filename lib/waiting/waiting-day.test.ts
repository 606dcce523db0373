import { expect, test } from 'vitest';
import { causeOf } from './waiting-day';

test.each([
  ['rerun', { isRerun: true, status: 'killed', queued: true, isApproval: false }],
  ['rerun', { isRerun: true, status: 'failure', queued: false, isApproval: false }],
  ['queue', { isRerun: false, status: 'killed', queued: true, isApproval: false }],
  ['queue', { isRerun: false, status: 'failure', queued: true, isApproval: false }],
  ['cancelled', { isRerun: false, status: 'killed', queued: false, isApproval: false }],
  ['failed', { isRerun: false, status: 'failure', queued: false, isApproval: false }],
  ['failed', { isRerun: false, status: 'error', queued: false, isApproval: false }],
  ['run', { isRerun: false, status: 'success', queued: false, isApproval: false }],
  ['approval', { isRerun: true, status: 'success', queued: true, isApproval: true }],
])('%s: %o', (cause, facts) => expect(causeOf(facts)).toBe(cause));
