import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob, GlobError } from './glob';

const found = (pattern: string, text: string) => {
  const match = compileGlob(pattern).match(text);
  return match === null ? null : Object.fromEntries(match.captures);
};

describe('compileGlob', () => {
  test.each([
    ['acme/api', 'acme/api', {}],
    ['acme/api', 'acme/api2', null],
    ['acme/*', 'acme/api', {}],
    ['acme/*', 'acme/', {}],
    ['acme/*', 'acme/group/api', null],
    ['acme/**', 'acme/group/api', {}],
    ['**', '', {}],
    ['*', 'acme/api', null],
    ['build-?', 'build-1', {}],
    ['build-?', 'build-12', null],
    ['a?b', 'a/b', null],
    ['a?b', 'a🐦b', {}],
    ['?', '', null],
    ['{api,web}-build', 'web-build', {}],
    ['{api,web}-build', 'cli-build', null],
    ['{a,b}{1,2}', 'b1', {}],
    ['{,pre-}build', 'build', {}],
    ['{test*,lint}', 'test-unit', {}],
    ['<service>-build', 'audit-log-build', { service: 'audit-log' }],
    ['<service>-build', '-build', null],
    ['<service>-build', 'group/api-build', null],
    ['<service>-<task>', 'audit-log-build', { service: 'audit-log', task: 'build' }],
    ['<service>-{build,push}', 'ledger-push', { service: 'ledger' }],
    ['*<last>', 'a🐦', { last: '🐦' }],
    ['<namespace>/<name>', 'acme/api', { namespace: 'acme', name: 'api' }],
    ['dependabot[bot]', 'dependabot[bot]', {}],
    ['a.c', 'abc', null],
    ['\\*\\{a\\}\\<b\\>', '*{a}<b>', {}],
    ['Build', 'build', null],
  ])('%s on %s', (pattern, text, captures) => {
    expect(found(pattern, text)).toEqual(captures);
  });

  test.each([
    ['{a,b', 'has a { without a }'],
    ['a}', 'has a } without a {'],
    ['{a,{b,c}}', 'has a { inside of {…}'],
    ['{<a>,b}', 'captures <a> inside of {…}'],
    ['<a>-<a>', 'captures <a> twice'],
    ['a<b', 'has a < that begins no name'],
    ['<two words>', 'has a < that begins no name'],
    ['a\\', 'ends with a backslash'],
    ['*a*b*c*d*e*f*g*h*i*j*k', 'more than 10 wildcards'],
    ['{1,2,3}{1,2,3}{1,2,3}{1,2,3}', 'more than 64 combinations'],
  ])('%s means nothing', (pattern, problem) => {
    expect(() => compileGlob(pattern)).toThrow(GlobError);
    expect(() => compileGlob(pattern)).toThrow(problem);
  });

  test('says whether a wildcard was needed', () => {
    const glob = compileGlob('{clone,fetch-*}');
    expect([glob.match('clone')?.isLiteral, glob.match('fetch-all')?.isLiteral]).toEqual([true, false]);
  });

  test('agrees with a regular expression', () => {
    const piece = fc.constantFrom('a', 'b', '/', '*', '**', '?', '<x>', '{a,b}', '{a*,/}');
    const asRegExp: Record<string, string> = {
      '*': '[^/]*',
      '**': '.*',
      '?': '[^/]',
      '<x>': '(?<x>[^/]+)',
      '{a,b}': '(?:a|b)',
      '{a*,/}': '(?:a[^/]*|/)',
    };
    const pieces = fc
      .array(piece, { maxLength: 7 })
      .filter(list => list.filter(one => one === '<x>').length < 2 && !/\*\*\*/.test(list.join('')))
      // Two stars beside each other read as one that takes slashes too.
      .filter(list => list.every((one, index) => one !== '*' || list[index + 1] !== '*'));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 9 });
    fc.assert(
      fc.property(pieces, text, (list, name) => {
        const expected = new RegExp(`^${list.map(one => asRegExp[one] ?? one).join('')}$`).exec(name);
        expect(compileGlob(list.join('')).match(name) !== null).toBe(expected !== null);
      }),
      { numRuns: 3000 },
    );
  });

  test('a pattern that makes regular expressions run for years ends at once', () => {
    expect(found(`${'*a'.repeat(9)}?`, `${'a'.repeat(300)}/`)).toBeNull();
  });
});
