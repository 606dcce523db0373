import { expect, test } from 'vitest';
import { ALL_EVENTS, NO_FILTER, pickFilter } from './page-filters';

const state = { ...NO_FILTER, range: '7d', team: 'web', service: 'shop', event: 'push' as const };

test('a page takes from the address what it offers, and from its path what that fixes', () => {
  const filter = pickFilter(state, { offers: ['range', 'event'], fixed: { service: 'api' } });
  expect(filter).toEqual({ ...NO_FILTER, range: '7d', event: 'push', service: 'api' });
});

test('a page that does not tell events apart asks for all of them', () => {
  expect(pickFilter(state, { offers: ['range'] })).toEqual({ ...ALL_EVENTS, range: '7d' });
});

test('what the path fixes wins over the address', () => {
  expect(pickFilter(state, { offers: ['service'], fixed: { service: 'api' } }).service).toBe('api');
});
