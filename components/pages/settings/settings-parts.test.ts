import { expect, test } from 'vitest';
import { findRoute } from '@/lib/access/routes';
import { SETTINGS_PARTS, settingsPartsFor } from './settings-parts';

test.each(SETTINGS_PARTS)('$label is offered to those who may see it', ({ href, takes, isOfAll }) => {
  const found = findRoute(href, 'GET');
  expect(found?.who).toBe(takes);
  expect(found?.route.isOfAll).toBe(isOfAll);
});

test('whoever may see anything has a part to begin with', () => {
  expect(settingsPartsFor(takes => takes === 'viewer', false).map(({ href }) => href)).toEqual([
    '/settings/access',
  ]);
  expect(settingsPartsFor(() => true, true)[0]?.href).toBe('/settings/servers');
});
