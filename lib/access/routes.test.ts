import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DECIDED_ROUTES, findRoute } from './routes';

const ROOT = path.resolve(import.meta.dirname, '../..');
const APP = path.join(ROOT, 'app');
const METHOD = /export\s+(?:async\s+)?(?:function|const)\s+(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g;
const RENAMED = /\bas\s+(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/g;

const files = readdirSync(APP, { recursive: true, encoding: 'utf8' });
const addressOf = (file: string) => `/${path.dirname(file)}`.replace(/^\/\.$/, '/');

/** What the files below `app` answer: each path with its methods. */
function answered(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of files) {
    const name = path.basename(file);
    if (/^page\.[jt]sx?$/.test(name)) found.set(addressOf(file), ['GET']);
    if (!/^route\.[jt]s$/.test(name)) continue;
    const text = readFileSync(path.join(APP, file), 'utf8');
    const methods = [...text.matchAll(METHOD), ...text.matchAll(RENAMED)].map(([, method = '']) => method);
    if (methods.length === 0) throw new Error(`${file} exports no method`);
    found.set(addressOf(file), methods);
  }
  return found;
}

test('who may is decided for every page, route and method there is', () => {
  const undecided = [...answered()].flatMap(([address, methods]) => {
    const route = DECIDED_ROUTES.find(known => known.path === address);
    return methods
      .filter(method => method !== 'OPTIONS' && method !== 'HEAD')
      .filter(method => Object.entries(route?.decision ?? {}).every(([decided]) => decided !== method))
      .map(method => `${method} ${address}`);
  });
  expect(undecided).toEqual([]);
});

test('nothing is decided that is not there', () => {
  const there = answered();
  const files = new Set([...readdirSync(path.join(ROOT, 'public')), 'icon.svg'].map(name => `/${name}`));
  const isOfName = (route: string) =>
    [...there.keys()].some(
      known => known.includes('/[') && known.replace(/\/\[\w+\]$/, '') === path.dirname(route),
    );
  const gone = DECIDED_ROUTES.filter(
    ({ path: route }) => !there.has(route) && !files.has(route) && !isOfName(route),
  );
  expect(gone).toEqual([]);
});

test('app has no folders that the table cannot name', () => {
  const folders = files.flatMap(file => path.dirname(file).split(path.sep));
  expect(folders.filter(name => /^[(@]/.test(name))).toEqual([]);
});

test.each([
  ['GET', '/', '/', 'viewer'],
  ['HEAD', '/builds', '/builds', 'viewer'],
  ['POST', '/builds', '/builds', null],
  ['GET', '/services/shop/web', '/services/[...service]', 'viewer'],
  ['GET', '/api/v1/optimisations/notes', '/api/v1/optimisations/notes', 'viewer'],
  ['DELETE', '/api/v1/optimisations/12', '/api/v1/optimisations/[id]', 'editor'],
  ['PUT', '/api/v1/settings/rules', '/api/v1/settings/rules', 'editor'],
  ['PUT', '/api/v1/settings/cost', '/api/v1/settings/[section]', 'admin'],
  ['PUT', '/api/v1/settings/%70eople', '/api/v1/settings/people', 'admin'],
  ['PATCH', '/api/v1/settings/cost', '/api/v1/settings/[section]', null],
  ['OPTIONS', '/api/v1/settings/cost', '/api/v1/settings/[section]', 'admin'],
  ['GET', '/api/nothing/there', '/api/[[...path]]', 'viewer'],
  ['GET', '/api', '/api/[[...path]]', 'viewer'],
  ['POST', '/unsubscribe/abc', '/unsubscribe/[token]', 'self'],
])('%s %s is decided by %s: %s', (method, pathname, route, who) => {
  const found = findRoute(pathname, method);
  expect([found?.route.path, found?.who]).toEqual([route, who]);
});

test.each(['/nothing', '/settings/', '//settings', '/settings/people/more', '/teams', '/%', '/teams/%ff'])(
  'what is at %s by another spelling is nobody’s',
  pathname => {
    expect(findRoute(pathname, 'GET')?.route.path ?? null).toBe(pathname === '/teams' ? '/teams' : null);
  },
);
