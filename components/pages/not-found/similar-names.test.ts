import { expect, test } from 'vitest';
import { similarNames } from '@/components/pages/not-found/similar-names';

const NAMES = ['platform/billing-api', 'platform/auth-api', 'storefront/cart-api', 'logistics/route-planner'];

test('a slip of the pen, another case and a missing namespace are found', () => {
  expect(similarNames('platform/biling-api', NAMES)[0]).toBe('platform/billing-api');
  expect(similarNames('Platform/Auth-API', NAMES)[0]).toBe('platform/auth-api');
  expect(similarNames('route-planner', NAMES)).toEqual(['logistics/route-planner']);
});

test('nothing is like what is quite different', () => {
  expect(similarNames('zzz', NAMES)).toEqual([]);
  expect(similarNames('', [])).toEqual([]);
});

test('no more than asked for', () => {
  expect(similarNames('platform/x-api', NAMES, 1)).toHaveLength(1);
});
