import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsAsJson } from './rows-as-json';

/** Character by character. */
const mended = (text: string) =>
  [...text].map(char => (/^(?![\t\n\r])[\p{Cc}\p{Cs}]$/u.test(char) ? '\uFFFD' : char)).join('');

test.each([
  ['NUL', 'a\u0000b', 'a\uFFFDb'],
  ['the first half of a pair', 'a\ud83d', 'a\uFFFD'],
  ['the second half of a pair', '\ude00b', '\uFFFDb'],
  ['a whole pair', '😀', '😀'],
  ['what only looks like an escape', '\\u0000 \\ud800', '\\u0000 \\ud800'],
  ['other control characters', '\u0001\u001b[31m\u007f\u009b', '\uFFFD\uFFFD[31m\uFFFD\uFFFD'],
  ['tabs, line ends and what is quoted', '\t\r\n"\\', '\t\r\n"\\'],
])('%s', (_, text, stored) => {
  expect(JSON.parse(rowsAsJson([{ text }]))).toEqual([{ text: stored }]);
  expect(JSON.parse(rowsAsJson([{ list: [text], map: { [text]: { text } } }]))).toEqual([
    { list: [stored], map: { [stored]: { text: stored } } },
  ]);
});

test('dates, numbers and nothing stay', () => {
  const row = { at: new Date(0), n: 1.5, yes: true, none: null, left: undefined };
  expect(rowsAsJson([row, { message: '\u0000' }])).toBe(
    '[{"at":"1970-01-01T00:00:00.000Z","n":1.5,"yes":true,"none":null},{"message":"\uFFFD"}]',
  );
});

test('whatever text there is, nothing is left that Postgres refuses', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))),
      rows => {
        const odd = rows.map(row => ({ ...row, odd: `${Object.values(row).join('')}\ud800\u0000` }));
        const mendedRow = (row: Record<string, string>) =>
          Object.fromEntries(Object.entries(row).map(([key, text]) => [mended(key), mended(text)]));
        expect(JSON.parse(rowsAsJson(odd))).toEqual(odd.map(mendedRow));
      },
    ),
  );
});
