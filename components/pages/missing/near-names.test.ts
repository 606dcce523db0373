import { expect, test } from 'vitest';
import { nearNames } from './near-names';

const NAMES = ['platform/billing-api', 'platform/auth-api', 'storefront/cart-api', 'logistics/route-planner'];

test('a slip of the pen, another case and a missing namespace are found', () => {
  expect(nearNames('platform/biling-api', NAMES)[0]).toBe('platform/billing-api');
  expect(nearNames('Platform/Auth-API', NAMES)[0]).toBe('platform/auth-api');
  expect(nearNames('route-planner', NAMES)).toEqual(['logistics/route-planner']);
});

test('nothing is like what is quite different', () => {
  expect(nearNames('zzz', NAMES)).toEqual([]);
  expect(nearNames('', [])).toEqual([]);
});

test('no more than asked for', () => {
  expect(nearNames('platform/x-api', NAMES, 1)).toHaveLength(1);
});
