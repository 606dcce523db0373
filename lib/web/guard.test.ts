import { describe, expect, test } from 'vitest';
import type { Passage } from '@/lib/access/passage';
import { createGuard } from './guard';

const options = {
  allowedHosts: ['builds.example.com', 'web:3000'],
  publicUrl: null,
  trustedProxies: ['10.0.0.0/8', '::1'],
};

function ask(
  address: string,
  headers: Record<string, string> = {},
  { method = 'GET', peer = '192.0.2.7', guard = createGuard(options, () => 0) } = {},
) {
  const passage: Passage = {
    method,
    url: new URL(address),
    headers: new Headers(headers),
    answerHeaders: new Headers(),
    peer,
    viewer: '',
  };
  return { passage, answer: guard(passage) };
}

async function statusOf(answer: ReturnType<ReturnType<typeof createGuard>>): Promise<number | null> {
  const given = await answer;
  return given instanceof Response ? given.status : null;
}

describe('the host of a request', () => {
  test.each([
    'http://127.0.0.1:3000/',
    'http://localhost:3000/builds',
    'http://[::1]:3000/',
    'http://192.168.1.5/',
    'http://builds.example.com/',
    'http://BUILDS.example.com:8443/',
    'http://web:3000/metrics',
  ])('%s is ours', async address => {
    expect(await statusOf(ask(address).answer)).toBeNull();
  });

  test.each([
    'http://evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example:3000/',
    'http://builds.example.com.evil.example/',
    'http://web:3001/',
    'http://xbuilds.example.com/',
  ])('%s is not', async address => {
    expect(await statusOf(ask(address).answer)).toBe(421);
  });

  test('is also that of PUBLIC_URL', async () => {
    const guard = createGuard({ ...options, publicUrl: 'https://ci.example.org/builds' }, () => 0);
    expect(await statusOf(ask('http://ci.example.org/', {}, { guard }).answer)).toBeNull();
  });
});

describe('what a proxy says', () => {
  const said = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'builds.example.com',
    'x-forwarded-for': '203.0.113.9',
  };

  test('is believed of those that are named, and of nobody else', () => {
    const near = ask('http://web:3000/', said, { peer: '::ffff:10.1.2.3' }).passage;
    expect(near.headers.get('x-forwarded-host')).toBe('builds.example.com');
    expect(near.answerHeaders.get('strict-transport-security')).toBe('max-age=31536000');
    const far = ask('http://web:3000/', said).passage;
    expect([...far.headers]).toEqual([]);
    expect(far.answerHeaders.get('strict-transport-security')).toBeNull();
  });

  test('must be a name of ours', async () => {
    const evil = { ...said, 'x-forwarded-host': 'evil.example' };
    expect(await statusOf(ask('http://web:3000/', evil, { peer: '10.1.2.3' }).answer)).toBe(421);
    expect(await statusOf(ask('http://web:3000/', evil).answer)).toBeNull();
  });
});

describe('too many requests', () => {
  test('of one address wait, those of others do not', async () => {
    let nowMs = 0;
    const guard = createGuard(options, () => nowMs);
    const signIn = (peer: string, headers = {}) =>
      statusOf(ask('http://localhost/api/v1/session', headers, { method: 'POST', peer, guard }).answer);
    for (let count = 0; count < 60; count += 1) expect(await signIn('192.0.2.7')).toBeNull();
    expect(await signIn('192.0.2.7')).toBe(429);
    expect(await signIn('192.0.2.8')).toBeNull();
    expect(await statusOf(ask('http://localhost/', {}, { guard }).answer)).toBeNull();
    nowMs = 10_000;
    for (let count = 0; count < 5; count += 1) expect(await signIn('192.0.2.7')).toBeNull();
    expect(await signIn('192.0.2.7')).toBe(429);
  });

  test('are counted by who is behind the proxies', async () => {
    const guard = createGuard(options, () => 0);
    const by = (client: string) =>
      statusOf(
        ask(
          'http://localhost/api/v1/session',
          { 'x-forwarded-for': `1.2.3.4, ${client}, 10.9.9.9` },
          { method: 'POST', peer: '10.1.2.3', guard },
        ).answer,
      );
    for (let count = 0; count < 60; count += 1) expect(await by('203.0.113.9')).toBeNull();
    expect(await by('203.0.113.9')).toBe(429);
    expect(await by('203.0.113.10')).toBeNull();
  });
});

test('every answer says what a browser may do with it', () => {
  const headers = ask('http://localhost/api/v1/builds').passage.answerHeaders;
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
});
