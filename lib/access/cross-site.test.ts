import { describe, expect, test } from 'vitest';
import { checkAccess } from './check-access';
import { otherSiteOf } from './cross-site';
import { DECIDED_ROUTES } from './routes';

const HOST = '127.0.0.1:3000';

test.each([
  [{ 'sec-fetch-site': 'cross-site' }, 'a page of another site (Sec-Fetch-Site: cross-site)'],
  [{ 'sec-fetch-site': 'same-site' }, 'a page of another site (Sec-Fetch-Site: same-site)'],
  [{ origin: 'https://evil.example' }, 'the origin https://evil.example'],
  [{ origin: 'null' }, 'the origin null'],
  [{ 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` }, null],
  [{ 'sec-fetch-site': 'none' }, null],
  [{ origin: `http://${HOST}` }, null],
  [{ origin: 'https://hours.example.com', 'x-forwarded-host': 'hours.example.com' }, null],
  [{}, null],
])('%j comes from %s', (headers: object, site) => {
  expect(otherSiteOf(new Headers({ host: HOST, ...headers }))).toBe(site);
});

/** Each path of ours with each method that somebody may send there, with some value in place of names. */
const SENT = DECIDED_ROUTES.flatMap(({ path, decision }) =>
  Object.entries(decision).map(([method, who]) => ({
    method,
    who,
    path: path.replaceAll(/\[[^\]]*\]+/g, 'x'),
  })),
);
const writes = SENT.filter(({ method, who }) => method !== 'GET' && who !== 'self');

describe('where nobody is asked who they are, a page of another site', () => {
  const statusOf = async (method: string, path: string, site: string) => {
    const found = await checkAccess({
      method,
      peer: '127.0.0.1',
      url: new URL(path, `http://${HOST}`),
      headers: new Headers({ host: HOST, 'sec-fetch-site': site }),
      answerHeaders: new Headers(),
      viewer: '',
    });
    return found?.status ?? 200;
  };

  test('has nothing written, whatever the route', async () => {
    expect(writes.length).toBeGreaterThan(20);
    for (const { method, path } of writes) {
      expect(await statusOf(method, path, 'cross-site'), `${method} ${path}`).toBe(403);
      expect(await statusOf(method, path, 'same-origin'), `${method} ${path}`).toBe(200);
    }
  });

  test('may lead to any of ours, and what is proved by what came with it is no page', async () => {
    for (const { method, path } of SENT.filter(sent => !writes.includes(sent)))
      expect(await statusOf(method, path, 'cross-site'), `${method} ${path}`).toBe(200);
  });
});
