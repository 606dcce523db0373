import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PAGE_NAMES, pathsOf } from './list-pages';
import { PROJECT_DIR } from './run-command';

/** Settings lead on to their first section; the others are there where people sign in (access.test.ts). */
const OTHERWISE = ['/no-access', '/settings', '/sign-in'];

test('every page is opened, checked and measured', () => {
  const shown = Object.values(
    pathsOf({
      step: { repository: 'acme/api', pipeline: 'ci', step: 'test' },
      service: { service: 'acme/api', team: 'acme' },
      build: { repository: 'acme/api', number: 7 },
      optimisation: { id: 3 },
    }),
  );
  const app = path.join(PROJECT_DIR, 'app');
  const routes = readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter(file => path.basename(file) === 'page.tsx')
    .map(file => `/${path.dirname(file)}`.replace(/^\/\.$/, '/'));
  const missing = routes.filter(route => !shown.some(address => patternOf(route).test(address)));
  expect(missing.sort()).toEqual(OTHERWISE);
  expect(shown).toHaveLength(routes.length - missing.length);
  expect(shown).toHaveLength(PAGE_NAMES.length);
});

/** `/teams/[team]` and `/services/[...service]` as what they answer. */
function patternOf(route: string): RegExp {
  const parts = route.split('/').map(part => {
    if (part.startsWith('[...')) return '.+';
    return part.startsWith('[') ? '[^/]+' : part;
  });
  return new RegExp(`^${parts.join('/')}$`);
}
