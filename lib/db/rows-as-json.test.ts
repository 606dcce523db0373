import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsAsJson } from './rows-as-json';

test.each([
  ['NUL', 'a\u0000b', 'a\uFFFDb'],
  ['the first half of a pair', 'a\ud83d', 'a\uFFFD'],
  ['the second half of a pair', '\ude00b', '\uFFFDb'],
  ['a whole pair', '😀', '😀'],
  ['what only looks like an escape', '\\u0000 \\ud800', '\\u0000 \\ud800'],
  ['other control characters', '\u0001\t\n"\\', '\u0001\t\n"\\'],
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
        for (const { odd: text } of JSON.parse(rowsAsJson(odd))) {
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toContain('\u0000');
        }
        expect(JSON.parse(rowsAsJson(rows))).toEqual(
          JSON.parse(JSON.stringify(rows).replaceAll('\\u0000', '\uFFFD')),
        );
      },
    ),
  );
});
