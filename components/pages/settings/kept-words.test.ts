import { expect, test } from 'vitest';
import { keptWords } from './kept-words';

const server = (url: string, keptFrom: string | null, discovered = true) => ({
  url,
  keptFrom,
  discovered,
  lastError: null,
});
const A_YEAR = '2025-11-02T23:00:00+00:00';

test.each([
  ['no server', [], 'the history is complete'],
  ['all is kept', [server('http://one', null)], 'the history is complete'],
  [
    'one server, and one that was never read',
    [server('http://one', A_YEAR), server('http://two', null, false)],
    'complete from 3 Nov 2025 on; older builds are not kept',
  ],
  [
    'two of one setting',
    [server('http://one', A_YEAR), server('http://two', A_YEAR)],
    'complete from 3 Nov 2025 on; older builds are not kept',
  ],
  [
    'each has its own',
    [server('https://one.example:8443', A_YEAR), server('http://two', null)],
    'complete: one.example:8443 from 3 Nov 2025 on, all of two; older builds are not kept',
  ],
])('%s', (_, servers, words) => {
  expect(keptWords(servers, 'Europe/Berlin')).toBe(words);
});
