import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { HookMessage } from '@/lib/ci/ci-server';
import { signedHeaders } from '@/lib/demo/hook-sender';
import { readDroneHook } from './hook';

const SECRET = 'GMEuUHQfmrMRsseWxi9YlIeBtn9lm6im';
const NOW = new Date('2020-01-01T00:00:00Z');
const BODY = JSON.stringify({
  event: 'build',
  action: 'updated',
  repo: { id: 7, slug: 'acme/api' },
  build: { number: 12, status: 'success' },
});
/** As the test of Drone's own sender has it. */
const UPSTREAM =
  '{"event":"user","action":"created","user":{"id":0,"login":"octocat","email":"","machine":false,"admin":false,"active":false,"avatar":"","syncing":false,"synced":0,"created":0,"updated":0,"last_login":0}}';

function message(body: string, headers: Record<string, string>): HookMessage {
  const all = new Headers(headers);
  return { header: name => all.get(name), body: Buffer.from(body) };
}

const signed = (body: string, at = NOW, secret = SECRET) => message(body, signedHeaders(body, secret, at));
const changed = (change: Record<string, string>) =>
  message(BODY, { ...signedHeaders(BODY, SECRET, NOW), ...change });

describe('a message of the webhook of Drone', () => {
  test('is read as upstream signs it', () => {
    const { signature, hint } = readDroneHook(signed(UPSTREAM), SECRET, NOW);
    expect([signature, hint]).toEqual(['Bc5kojyKm/sgX6I1rag0RlJDwWzO+ZEYz5AcOy22CqQ=', null]);
  });

  test('says of which build it is, and nothing else', () => {
    const { hint } = readDroneHook(signed(BODY), SECRET, NOW);
    expect(hint).toEqual({ repo: { externalId: 7, slug: 'acme/api' }, build: 12 });
    const repo = signed('{"event":"repo","action":"enabled","repo":{"id":7,"slug":"acme/api"}}');
    expect(readDroneHook(repo, SECRET, NOW).hint).toBeNull();
  });

  test('has one signature, however it is written', () => {
    const { signature } = readDroneHook(signed(BODY), SECRET, NOW);
    const written = `keyId="hmac-key",algorithm="hmac-sha256",signature="${signature.replace(/=+$/, '')}",headers="date digest"`;
    expect(readDroneHook(changed({ Signature: written }), SECRET, NOW).signature).toBe(signature);
  });

  const other = signedHeaders(BODY, SECRET, NOW).Signature ?? '';
  const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
  const bare = createHmac('sha256', SECRET).update(`date: ${NOW.toUTCString()}`).digest('base64');
  test.each([
    ['of another secret', signed(BODY, NOW, `${SECRET}x`), /signature is not right/],
    ['with another body', message(`${BODY} `, signedHeaders(BODY, SECRET, NOW)), /body is not the one/],
    ['without a signature', message(BODY, { Date: NOW.toUTCString() }), /are needed/],
    [
      'with a signature in the header of the documentation',
      changed({ Signature: '', Authorization: other }),
      /not one of/,
    ],
    [
      'with an empty signature',
      changed({ Signature: other.replace(/signature="[^"]*"/, 'signature=""') }),
      /not right/,
    ],
    ['with another date', changed({ Date: minutes(1).toUTCString() }), /signature is not right/],
    ['with another digest', changed({ Digest: 'SHA-256=x' }), /signature is not right/],
    ['of another algorithm', changed({ Signature: other.replace('hmac-sha256', 'none') }), /not one of/],
    [
      'that signs its date only',
      changed({ Signature: `keyId="hmac-key",algorithm="hmac-sha256",signature="${bare}",headers="date"` }),
      /must be of the headers date and digest/,
    ],
    ['of six minutes ago', signed(BODY, minutes(-6)), /more than 5 minutes/],
    ['of six minutes from now', signed(BODY, minutes(6)), /more than 5 minutes/],
    ['of no time', message(BODY, signedHeaders(BODY, SECRET, new Date(Number.NaN))), /more than 5 minutes/],
  ])('%s is not taken', (_, refused, problem) => {
    expect(() => readDroneHook(refused, SECRET, NOW)).toThrow(
      expect.objectContaining({ reason: 'unsigned', message: expect.stringMatching(problem) }),
    );
  });

  test.each([
    '',
    'null',
    '[]',
    '{"repo":{"id":"7"}}',
    '{"build":{"number":1e9999}}',
    '{"repo":{"id":7}}',
    '\u0000',
  ])('%j is none, though it is signed', body => {
    expect(() => readDroneHook(signed(body), SECRET, NOW)).toThrow(
      expect.objectContaining({ reason: 'unreadable' }),
    );
  });
});
