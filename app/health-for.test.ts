import { expect, test } from 'vitest';
import { OPEN } from '@/lib/access/principal';
import type { Health } from '@/lib/operations/health';
import { healthFor } from './health-for';

const HEALTH: Health = {
  ready: true,
  undelivered: [
    { subscriptionId: 1, channel: 'email', subject: 'report:2026-W47', at: '2026-11-23T08:00:00.000Z' },
  ],
};

test('who may see some repositories alone is told of no message of the whole organisation', () => {
  expect(healthFor(OPEN, HEALTH)).toEqual(HEALTH);
  expect(healthFor({ ...OPEN, isLimited: true }, HEALTH)).toEqual({ ready: true, undelivered: [] });
  expect(healthFor({ ...OPEN, isLimited: true }, { ready: false })).toEqual({ ready: false });
});
