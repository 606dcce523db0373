import fc from 'fast-check';

/** Of each kind; `FUZZ_INPUTS=100000` for a long run. */
export const FUZZ_INPUTS = Number(process.env.FUZZ_INPUTS ?? 1000);
export const FUZZ_SEED = 20_261_129;

/** Text as people, programs and attackers send it where something else is meant. */
const ODD_TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\u001b[2J',
    '\ud800',
    'a\udc00b',
    '\u202etxt',
    '\ufeff',
    '😀',
    'ﬀ',
    '\r\nX-A: b',
  ],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '%', '%00', '%zz', '%2525'],
  ...['-1', '0', '01', '+1', '1.5', '1e3', '1e999', 'NaN', 'Infinity', '0x10', '2147483647', '2147483648'],
  ...['9007199254740993', '9'.repeat(400), 'null', 'true', 'undefined', '[]', '{}', '[object Object]'],
  ...[
    '..',
    '../../etc/passwd',
    '/',
    '//',
    'a/',
    '/a',
    'a//b',
    'a/b/c',
    'a b/c',
    '\\',
    "'",
    "' or 1=1 --",
    '"',
    '`',
  ],
  ...[
    '2026-02-30',
    '0000-01-01',
    '9999-12-31',
    '-0001-01-01',
    '2026-13-01',
    '2026-W54',
    '9999-W52',
    '0000-W01',
  ],
  ...['9999-12-31..9999-12-31', '0000-01-01..0000-12-31', '1970-01-01..1970-01-02', '9998-12-01..9998-12-31'],
  ...['2026-01-01..2026-01-02..2026-01-01', '..', '2026-01-01..', '1969-12-31..1970-01-02', '0d', '99999y'],
  ...['2026-03-29T02:30:00+99:99', '9999-12-31T23:59:60Z', '1970-01-01T00:00:00-23:59', '24:00', '25:61'],
  ...['1~0000-01-01~wait', '1~9999-12-31~wait', '999999999~2026-01-01~__proto__', '~~', '1~2026-03-02~'],
  ...['1.1.1', '-1.-1.-1', '1e9.1.1', '99999999999.2147483647.2147483647', '10000000000.1.1', '.', '1..1'],
  ...[
    '1-25',
    '7-23',
    '0-0',
    'Mon-7',
    '*',
    '**',
    '{a,b}',
    '<x>',
    '<x><x>',
    '(((((',
    'a{',
    '(a+)+$',
    '%_%',
    'x'.repeat(5000),
  ],
  ...[
    'smtp://a',
    'javascript:alert(1)',
    'http://127.0.0.1:1',
    'http://[::1]',
    'https://user:pw@host',
    'http://',
  ],
];

export const anOddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(c => String.fromCharCode(c)) }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...ODD_TEXTS), fc.constantFrom(...ODD_TEXTS))
      .map(two => two.join('')),
  },
);

/** A value of JSON where another is meant. */
export const anOddValue: fc.Arbitrary<unknown> = fc.oneof(
  anOddText,
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    1e308,
    2 ** 31,
    2 ** 53,
    5e-324,
    [],
    {},
    [[]],
    [null],
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}'),
    Array.from({ length: 200 }, () => 'x'),
  ),
);

/** Plain objects of JSON. */
export function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a schema lets in, mostly: of each value in it some are odd, and of each name too. */
export function aValueOf(schema: unknown, names: readonly string[] = []): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 14, arbitrary: fittingValue(schema, names) },
    { weight: 1, arbitrary: anOddValue },
  );
}

function fittingValue(schema: unknown, names: readonly string[]): fc.Arbitrary<unknown> {
  if (!isTree(schema)) return anOddValue;
  const { anyOf, type, properties, items, additionalProperties, minimum, maximum } = schema;
  const options = schema.enum;
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(options) && options.length > 0) return fc.constantFrom<unknown>(...options);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map(one => aValueOf(one, names)));
  if (Array.isArray(type)) return fc.oneof(...type.map(one => aValueOf({ ...schema, type: one }, names)));
  const [min, max] = [Number(minimum ?? 0), Number(maximum ?? 100)];
  if (type === 'object') {
    return fc
      .tuple(
        fc.record(
          Object.fromEntries(
            Object.entries(isTree(properties) ? properties : {}).map(([key, one]) => [
              key,
              aValueOf(one, names),
            ]),
          ),
          { requiredKeys: listOfNames(schema.required) },
        ),
        isTree(additionalProperties)
          ? fc.dictionary(
              fc.oneof(anOddText, fc.constantFrom('a', 'b', ...names)),
              aValueOf(additionalProperties, names),
              { maxKeys: 4 },
            )
          : fc.constant({}),
        fc.oneof(
          { weight: 20, arbitrary: fc.constant({}) },
          { weight: 1, arbitrary: fc.dictionary(anOddText, anOddValue, { maxKeys: 2 }) },
        ),
      )
      .map(parts => Object.assign({}, ...parts));
  }
  if (type === 'array') return fc.array(aValueOf(items, names), { maxLength: 4 });
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min, max: Math.max(min, Math.min(max, 2 ** 31)) });
  if (type === 'number') return fc.double({ min, max: Math.max(min, max), noNaN: true });
  if (type === 'null') return fc.constant(null);
  return fc.constantFrom('a', 'b', 'c', ...names);
}

function listOfNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(name => typeof name === 'string') : [];
}
