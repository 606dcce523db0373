import { afterEach, describe, expect, test, vi } from 'vitest';
import { readAnswer, sendToApi } from './api-client';

afterEach(() => vi.unstubAllGlobals());

function answer(response: Response) {
  const fetched = vi.fn(async (_address: string, _request: RequestInit) => response);
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const answerJson = (status: number, body: unknown) => answer(Response.json(body, { status }));
const send = () => sendToApi('PUT', '/api/v1/thing', { a: 1 });

describe('sending', () => {
  test('JSON, or YAML where it is a text', async () => {
    const fetched = answerJson(200, { revision: 'r2' });
    expect(await send()).toEqual({ kind: 'accepted', answer: { revision: 'r2' } });
    expect(fetched.mock.calls[0]).toEqual([
      '/api/v1/thing',
      { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' },
    ]);
    const posted = answerJson(200, {});
    await sendToApi('POST', '/api/v1/file', 'a: 1');
    expect(posted.mock.calls[0]?.[1]).toEqual({
      method: 'POST',
      headers: { 'Content-Type': 'application/yaml' },
      body: 'a: 1',
    });
  });

  test('nothing, where something is to be deleted', async () => {
    const fetched = answerJson(200, { builds: 11 });
    expect(await sendToApi('DELETE', '/api/v1/thing')).toEqual({ kind: 'accepted', answer: { builds: 11 } });
    expect(fetched.mock.calls[0]).toEqual(['/api/v1/thing', { method: 'DELETE' }]);
  });

  test('distinguishes a conflict from a question, though both are answered by 409', async () => {
    answerJson(409, { problems: ['somebody else has changed it'] });
    expect(await send()).toEqual({ kind: 'conflict', message: 'somebody else has changed it' });
    answerJson(409, { problems: ['the time zone would change'], needsConfirmation: true });
    expect(await send()).toEqual({ kind: 'unconfirmed', message: 'the time zone would change' });
  });

  test('has problems at their fields, and passes over what is none', async () => {
    const fields = [{ path: ['a'], message: 'is "x"' }, { path: 7 }];
    answerJson(400, { problems: ['a: is "x"', 7, 'b: is missing'], fields });
    expect(await send()).toEqual({
      kind: 'refused',
      message: 'a: is "x"; b: is missing',
      problems: [{ path: ['a'], message: 'is "x"' }],
    });
  });

  test('says so when the server is not there, or answers what nobody foresaw', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('fetch failed');
    });
    expect(await send()).toEqual({
      kind: 'refused',
      message: 'Buildhours does not answer; try again',
      problems: [],
    });
    answer(new Response('<html>', { status: 502 }));
    expect(await send()).toEqual({ kind: 'refused', message: 'the server answered 502', problems: [] });
  });

  test('hides no fault of ours', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new RangeError('ours');
    });
    await expect(send()).rejects.toThrow('ours');
  });
});

test('what cannot be read is an error that names every problem', async () => {
  await expect(readAnswer(Response.json({ a: 1 }))).resolves.toEqual({ a: 1 });
  await expect(readAnswer(Response.json({ problems: ['one', 'two'] }, { status: 400 }))).rejects.toThrow(
    'one; two',
  );
  await expect(readAnswer(new Response('<html>', { status: 502 }))).rejects.toThrow(
    'the server answered 502',
  );
});
