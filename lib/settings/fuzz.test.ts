import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { anOddText, aValueOf, FUZZ_INPUTS, FUZZ_SEED } from '@/tests/world/hostile-inputs';
import { DEFAULT_SETTINGS, settingsPartSchema } from './settings';
import { formatSettingsFile, parseSettingsFile, SettingsFileError } from './settings-file';

const SCHEMA = z.toJSONSchema(settingsPartSchema, { io: 'input' });
const NAMES = ['acme/api', 'acme/*', '<x>', '07:00', '19:00', 'Europe/Berlin', 'ada', 'Ada'];
/** What means something to YAML. */
const SIGNS = [
  ...[
    '- ',
    ': ',
    '? ',
    '&a ',
    '*a',
    '!x ',
    '!!binary ',
    '<<: ',
    '|',
    '>-',
    '%YAML 1.1',
    '---\n',
    '...\n',
    '#',
    '\t',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '\\',
    '\n',
    '\n  ',
    '\r',
    '\u2028',
    '\ufeff',
    '~',
    '0o7',
    '.inf',
    '=',
    '__proto__: ',
  ],
];

/** A value that JSON has no text for is null, as it would be in a list. */
function writtenJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

const someText = (() => {
  const good = formatSettingsFile(DEFAULT_SETTINGS);
  const written = aValueOf(SCHEMA, NAMES).map(writtenJson);
  const pieces = fc.array(fc.oneof(fc.constantFrom(...SIGNS, ...good.split('\n')), anOddText), {
    maxLength: 30,
  });
  const cut = fc
    .tuple(
      fc.nat(good.length),
      fc.nat(40),
      fc.array(fc.oneof(fc.constantFrom(...SIGNS), anOddText), { maxLength: 3 }),
    )
    .map(([at, gone, put]) => good.slice(0, at) + put.join('') + good.slice(at + gone));
  return fc.oneof(
    written,
    cut,
    pieces.map(all => all.join('')),
  );
})();

test(
  `${FUZZ_INPUTS} files: each is taken over and comes back as it was, or is refused in words with few lines`,
  () => {
    let taken = 0;
    fc.assert(
      fc.property(someText, text => {
        try {
          const part = parseSettingsFile(text);
          taken += 1;
          expect(parseSettingsFile(formatSettingsFile(part))).toEqual(part);
        } catch (error) {
          if (!(error instanceof SettingsFileError)) throw error;
          expect(error.message.split('\n').length).toBeLessThan(100);
        }
      }),
      { numRuns: FUZZ_INPUTS, seed: FUZZ_SEED },
    );
    expect(taken).toBeGreaterThan(FUZZ_INPUTS / 50);
  },
  30_000 + FUZZ_INPUTS * 20,
);
