import { afterEach, expect, test, vi } from 'vitest';
import { importSettings, previewRules, saveSection } from './query';

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown) {
  const fetched = vi.fn(async (_address: string, _request: RequestInit) => Response.json(body, { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const save = () => saveSection('cost', { value: { ratePerHour: 90 }, revision: 'r1' });

test('a section is sent with the revision that was read', async () => {
  const fetched = answer(200, { revision: 'r2' });
  expect(await save()).toEqual({ kind: 'accepted', answer: { revision: 'r2' } });
  expect(fetched.mock.calls[0]?.[0]).toBe('/api/v1/settings/cost');
  expect(fetched.mock.calls[0]?.[1].body).toBe(
    JSON.stringify({ value: { ratePerHour: 90 }, revision: 'r1', confirm: false }),
  );
});

test('problems lie at fields of the section', async () => {
  const fields = [
    { path: ['cost', 'ratePerHour'], message: 'is "x"' },
    { path: ['revision'], message: 'is missing' },
  ];
  answer(400, { problems: ['cost, ratePerHour: is "x"'], fields });
  expect(await save()).toEqual({
    kind: 'refused',
    message: 'cost, ratePerHour: is "x"',
    problems: [
      { path: ['ratePerHour'], message: 'is "x"' },
      { path: ['revision'], message: 'is missing' },
    ],
  });
});

test('a preview and a plan come back as they are, or as a refusal', async () => {
  answer(200, { rules: [] });
  expect(await previewRules([])).toEqual({ kind: 'accepted', answer: { rules: [] } });
  answer(400, { problems: ['line 1: is empty'] });
  expect(await importSettings('', { dry: true, confirm: false })).toMatchObject({
    kind: 'refused',
    message: 'line 1: is empty',
  });
});
