import { describe, expect, test } from 'vitest';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { metricSearch } from '@/lib/metrics/query';
import { parseSearch } from './parse-search';

const parse = (search: string) => parseSearch(metricFilterSchema, new URLSearchParams(search));

describe('parseSearch, of the filter of all figures', () => {
  test('nothing: the last four weeks, pushes and pull requests', () => {
    expect(parse('')).toEqual({
      value: {
        range: '4w',
        bucket: 'auto',
        team: null,
        service: null,
        repository: null,
        pipeline: null,
        step: null,
        branch: 'all',
        event: 'code',
        switches: 'in',
      },
    });
  });

  test('everything, and back', () => {
    const search =
      'range=2026-03-02..2026-03-29&bucket=week&team=Büro+🐦&service=a/b&repository=group/sub/name&pipeline=ci&step=' +
      encodeURIComponent('build & "push"') +
      '&branch=others&event=pull_request';
    const parsed = parse(search);
    if (!('value' in parsed)) throw new Error(parsed.problems.join());
    expect(parsed.value).toMatchObject({
      team: 'Büro 🐦',
      repository: 'group/sub/name',
      step: 'build & "push"',
    });
    expect(parse(metricSearch(parsed.value))).toEqual(parsed);
  });

  test.each<[string, RegExp[]]>([
    ['bucket=month', [/^bucket: must be auto, day or week$/]],
    ['repository=acme', [/^repository: must be namespace\/name$/]],
    ['repository=acme/a%20b', [/^repository: must be namespace\/name$/]],
    ['repository=', [/^repository: must be namespace\/name$/]],
    ['branch=main', [/^branch: must be all, default \(the default branch\) or others$/]],
    ['event=pushed', [/^event: must be one of code, all, push/]],
    ['service=', [/^service: must have 1 to 300 characters$/]],
    [`step=${'x'.repeat(301)}`, [/^step: must have 1 to 300 characters$/]],
    [`range=${'1'.repeat(41)}`, [/^range: .*40/]],
    ['colour=red', [/^colour: not known; there are range, bucket, team, .*event, switches$/]],
    ['colour=red&size=2', [/^colour, size: not known/]],
    ['range=4w&range=7d', [/^range: is given more than once$/]],
    ['range=4w&range=7d&team=a&team=b', [/^range: is given more/, /^team: is given more/]],
    ['bucket=month&repository=acme&colour=red', [/^bucket/, /^repository/, /^colour/]],
  ])('%s: every problem is named', (search, problems) => {
    const parsed = parse(search);
    const found = 'problems' in parsed ? parsed.problems : [];
    expect(found).toHaveLength(problems.length);
    for (const problem of problems) expect(found).toContainEqual(expect.stringMatching(problem));
  });

  test('names that JavaScript has a meaning for are names', () => {
    expect(parse('service=constructor&team=__proto__')).toMatchObject({
      value: { service: 'constructor', team: '__proto__' },
    });
    expect(parse('constructor=1')).toHaveProperty('problems');
    expect(parse('__proto__=1')).toHaveProperty('problems');
  });
});
