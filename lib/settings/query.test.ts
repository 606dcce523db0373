import { afterEach, describe, expect, test, vi } from 'vitest';
import { importSettings, previewRules, saveSection } from './query';

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown) {
  const fetched = vi.fn(async (_address: string, _request: RequestInit) => Response.json(body, { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const save = () => saveSection('cost', { value: { ratePerHour: 90 }, revision: 'r1' });

describe('saving a section', () => {
  test('sends what was read with it', async () => {
    const fetched = answer(200, { revision: 'r2' });
    expect(await save()).toEqual({ kind: 'saved' });
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/v1/settings/cost');
    expect(fetched.mock.calls[0]?.[1].body).toBe(
      JSON.stringify({ value: { ratePerHour: 90 }, revision: 'r1', confirm: false }),
    );
  });

  test('tells a conflict from a question, though both are answered by 409', async () => {
    answer(409, { problems: ['somebody else has changed cost'] });
    expect(await save()).toEqual({ kind: 'conflict', message: 'somebody else has changed cost' });
    answer(409, { problems: ['the time zone would change'], needsConfirmation: true });
    expect(await save()).toEqual({ kind: 'unconfirmed', message: 'the time zone would change' });
  });

  test('has problems at their fields, from the section on', async () => {
    const fields = [{ path: ['cost', 'ratePerHour'], message: 'is "x"' }, { path: 7 }];
    answer(400, { problems: ['cost, ratePerHour: is "x"'], fields });
    expect(await save()).toEqual({
      kind: 'refused',
      message: 'cost, ratePerHour: is "x"',
      problems: [{ path: ['ratePerHour'], message: 'is "x"' }],
    });
  });

  test('says so when the server is not there, or answers what nobody foresaw', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('fetch failed');
    });
    expect(await save()).toMatchObject({ kind: 'refused', message: 'Buildhours does not answer; try again' });
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }));
    expect(await save()).toEqual({ kind: 'refused', message: 'the server answered 502', problems: [] });
  });
});

test('a preview and a plan come back as they are, or as a refusal', async () => {
  answer(200, { rules: [] });
  expect(await previewRules([])).toEqual({ kind: 'preview', preview: { rules: [] } });
  answer(400, { problems: ['line 1: is empty'] });
  expect(await importSettings('', { dry: true, confirm: false })).toMatchObject({
    kind: 'refused',
    message: 'line 1: is empty',
  });
});
