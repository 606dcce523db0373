import { afterEach, describe, expect, test } from 'vitest';
import { CiAnswerError, CiOtherServerError, CiTokenError } from '@/lib/ci/ci-errors';
import { startTestServer, type TestAnswer, type TestServer } from '@/tests/world/drone-server';
import { createDroneClient } from './client';

let server: TestServer | undefined;
afterEach(() => server?.close());

/** What each path answers; everything else is not there. */
async function probe(answers: Record<string, TestAnswer>): Promise<unknown> {
  const running = await startTestServer(({ pathname }) => answers[pathname] ?? { status: 404, json: {} });
  server = running;
  const client = createDroneClient({ server: running.url, token: 'secret', maxAttempts: 1 });
  try {
    return await client.probe().catch((error: unknown) => error);
  } finally {
    client.close();
  }
}

const page =
  (head: string): TestAnswer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><head>${head}</head>`);
  };
const USER = { json: { id: 1, login: 'bob', admin: true } };
const REFUSED = { status: 401, json: { message: 'no' } };
const WOODPECKER = {
  json: { source: 'https://github.com/woodpecker-ci/woodpecker', version: '3.17.0' },
};

describe('a server that is not the Drone that can be read is named, with what to do', () => {
  test.each<[string, Record<string, TestAnswer>, RegExp]>([
    ['Woodpecker', { '/api/user': USER, '/version': WOODPECKER }, /Woodpecker 3\.17\.0: its API is another/],
    ['Woodpecker and a token of Drone', { '/api/user': REFUSED, '/version': WOODPECKER }, /Woodpecker 3\.17/],
    [
      'Drone 0.8',
      {
        '/api/user': { json: { login: 'bob' } },
        '/version': { json: { source: 'https://github.com/drone/drone', version: '0.8.10' } },
      },
      /Drone 0\.8\.10: that is older than 1\.0, .* update Drone first/,
    ],
    [
      'Harness Open Source',
      { '/api/v1/system/config': { json: { user_signup_allowed: true } } },
      /Harness Open Source: its API is another/,
    ],
    [
      'Harness by its page',
      { '/api/user': page(''), '/': page('<title>Harness Open Source</title>') },
      /Harness Open Source/,
    ],
    ['Gitness by its page', { '/': page('<title>Gitness</title>') }, /Harness Open Source/],
    [
      'Gitea',
      { '/api/v1/version': { json: { version: '1.22.3' } } },
      /Gitea 1\.22\.3: that is where the source/,
    ],
    ['Forgejo', { '/api/v1/version': { json: { version: '9.0.1+gitea-1.22.0' } } }, /Forgejo 9\.0\.1/],
    [
      'Gitea by its page',
      {
        '/': page(
          '<title>git.example.com</title><meta name="author" content="Gitea - Git with a cup of tea">',
        ),
      },
      /Gitea: /,
    ],
    [
      'Jenkins',
      { '/version': { status: 403, json: {}, headers: { 'x-jenkins': '2.479' } } },
      /Jenkins 2\.479/,
    ],
    ['GitLab', { '/version': { status: 404, json: {}, headers: { 'x-gitlab-meta': '{}' } } }, /GitLab: /],
  ])('%s', async (_, answers, message) => {
    const error = await probe(answers);
    expect(error).toBeInstanceOf(CiOtherServerError);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('secret');
  });

  test('a Drone that refuses the token is still Drone', async () => {
    const version = { json: { source: 'https://github.com/harness/drone.git', version: '2.25.0' } };
    expect(await probe({ '/api/user': REFUSED, '/version': version })).toBeInstanceOf(CiTokenError);
  });

  test('a page of nobody known stays what it was', async () => {
    const login = page('<title>Sign in</title>');
    const error = await probe({ '/api/user': login, '/version': login, '/': login });
    expect(error).toBeInstanceOf(CiAnswerError);
    expect(String(error)).toContain('a web page');
  });

  test.each(['2.25.0', '1.0.0', '0.0.0', 'latest'])('version %s of Drone is read', async version => {
    const found = await probe({
      '/api/user': USER,
      '/version': { json: { source: 'https://github.com/drone/drone', version } },
    });
    expect(found).toMatchObject({ login: 'bob', version });
  });
});
