import { expect, test } from 'vitest';
import { EVERYTHING, parseScope, scopesOverlap } from './scope';

test('a scope is read as it is written', () => {
  expect(parseScope(['service:shop/web', 'service:shop/api', 'step:publish: image'])).toEqual({
    services: ['shop/web', 'shop/api'],
    teams: [],
    steps: ['publish: image'],
    runners: [],
  });
  expect(parseScope(['everything'])).toEqual(EVERYTHING);
  expect(parseScope([])).toEqual(EVERYTHING);
});

test.each(['shop/web', 'service:', 'services:shop/web', 'service: '])('%s is no scope', text => {
  expect(() => parseScope([text])).toThrow(/is no scope: give everything, or service:NAME/);
});

test('scopes overlap where nothing keeps them apart', () => {
  const teams = new Map([
    ['shop/web', 'shop'],
    ['depot/api', 'depot'],
  ]);
  const overlap = (one: Partial<typeof EVERYTHING>, other: Partial<typeof EVERYTHING>) =>
    scopesOverlap({ ...EVERYTHING, ...one }, { ...EVERYTHING, ...other }, name => teams.get(name));
  expect(overlap({}, { services: ['shop/web'] })).toBe(true);
  expect(overlap({ services: ['shop/web'] }, { services: ['depot/api'] })).toBe(false);
  expect(overlap({ services: ['shop/web'] }, { teams: ['shop'] })).toBe(true);
  expect(overlap({ services: ['shop/web'] }, { teams: ['depot'] })).toBe(false);
  expect(overlap({ steps: ['test'] }, { services: ['shop/web'], steps: ['publish'] })).toBe(false);
  expect(overlap({ steps: ['test'] }, { services: ['shop/web'] })).toBe(true);
});
