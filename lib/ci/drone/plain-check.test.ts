import { expect, test } from 'vitest';
import { z } from 'zod';
import { plainCheck } from './plain-check';

const ODD: unknown[] = [
  ...[undefined, null, '', 'a', 'b', 0, -0, -1, 1, 5, 6, 1.5, 2 ** 53, Number.NaN, true, false],
  ...[{}, [], ['a'], ['a', 'b', 'c'], [1], { a: 'a' }, { a: 1 }, { a: 'a', b: 1 }, { "it's": 1 }],
  JSON.parse('{"__proto__": "a"}'),
];

test.each<[string, z.ZodType, unknown]>([
  ['text', z.string(), 'a'],
  ['text with checks', z.string().min(1), 'a'],
  ['text that is mended', z.string().trim(), 'a'],
  ['a flag', z.boolean().nullish(), null],
  ['a whole number', z.int(), -1],
  ['within bounds', z.int().min(-1).max(5), 5],
  ['beyond a bound', z.int().gt(0).lt(6), 5],
  ['the stricter of two bounds', z.int().min(5).min(1), 5],
  ['a refined number', z.int().refine(value => value !== 0), 1],
  ['any number', z.number(), 1.5],
  ['a word', z.enum(['a', 'b']), 'b'],
  ['a word that is mended', z.enum(['a']).catch('a'), 'a'],
  ['a list', z.array(z.string()).nullish(), ['a', 'b', 'c']],
  ['a list with checks', z.array(z.string()).max(2), null],
  ['a map', z.record(z.string(), z.unknown()), { a: 1 }],
  ['an object', z.object({ a: z.string(), b: z.int().optional() }), { a: 'a', b: 1 }],
  ['an object with odd names', z.object({ "it's": z.int() }), { "it's": 1 }],
  ['one of several', z.union([z.string(), z.int()]), 'a'],
  ['a default', z.string().default('a'), 'b'],
])('%s: what is plain passes through the schema as it is', (_, schema, plain) => {
  const check = plainCheck(schema);
  if (plain !== null || schema.safeParse(null).success) expect(check(plain)).toBe(true);
  for (const value of ODD.filter(check))
    expect(schema.safeParse(value)).toEqual({ success: true, data: value });
});
