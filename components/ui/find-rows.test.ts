import { expect, test } from 'vitest';
import { findRows } from './find-rows';

const NAMES = ['shop/web', 'shop/api', 'data/Webhooks'];

test('every word has to be there, in any order and case', () => {
  expect(findRows(NAMES, 'WEB shop', name => name)).toEqual(['shop/web']);
  expect(findRows(NAMES, 'web', name => name)).toEqual(['shop/web', 'data/Webhooks']);
});

test('nothing searched for leaves all, an unknown name none', () => {
  expect(findRows(NAMES, ' ', name => name)).toEqual(NAMES);
  expect(findRows(NAMES, 'mobile', name => name)).toEqual([]);
});
