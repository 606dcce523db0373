import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from './rules';
import { resolveSeries, type SeriesName } from './series-owners';

/** `acme/mono`, `acme/mono build` or `acme/mono build lint`. */
function named(text: string): SeriesName {
  const [repository = '', pipeline = '', step = ''] = text.split(' ');
  return { repository, pipeline, step };
}

/** `service, team` of each; `null`: shared. */
function ownersOf(rules: Rule[], ...texts: string[]): string[] {
  return resolveSeries(rules, texts.map(named)).map(({ service, team }) => `${service}, ${team}`);
}

const BY_STEP: Rule = { repository: 'acme/mono', step: '<service>-{build,push}', service: '<service>' };
const BY_PIPELINE: Rule = { repository: 'acme/mono', pipeline: 'release', service: 'shipping', team: 'ops' };

describe('resolveSeries', () => {
  test('without rules a service is a repository and its team the namespace', () => {
    expect(
      ownersOf([], 'acme/api', 'acme/api default', 'acme/api default lint', 'a/b/c default lint'),
    ).toEqual(['acme/api, acme', 'acme/api, acme', 'acme/api, acme', 'a/b/c, a/b']);
  });

  test('a rule for steps says nothing of the pipeline or repository around them: the services share these', () => {
    const texts = ['acme/mono', 'acme/mono build', 'acme/mono build api-build', 'acme/mono build lint'];
    expect(ownersOf([BY_STEP], ...texts)).toEqual(['null, acme', 'null, acme', 'api, acme', 'null, acme']);
  });

  test('what is shared has the team of all services that share it; of several teams it has none', () => {
    const rule: Rule = {
      repository: 'acme/mono',
      step: '<service>-*',
      service: '<service>',
      team: '<service>-team',
    };
    const texts = ['acme/mono build', 'acme/mono build api-build', 'acme/api build'];
    expect(ownersOf([rule], ...texts)).toEqual(['null, api-team', 'api, api-team', 'acme/api, acme']);
    expect(ownersOf([rule], ...texts, 'acme/mono build web-build')[0]).toBe('null, null');
  });

  test('each series is looked at a few times, however many repositories are split', () => {
    let looks = 0;
    const counted = (repository: string, step: string): SeriesName => ({
      get repository() {
        looks += 1;
        return repository;
      },
      pipeline: 'build',
      step,
    });
    const rule: Rule = { repository: 'acme/*', step: '<service>-*', service: '<service>' };
    const series = Array.from({ length: 1000 }, (_, n) => [
      counted(`acme/r${n}`, `s${n}-build`),
      counted(`acme/r${n}`, ''),
    ]).flat();
    const owners = resolveSeries([rule], series);
    expect(owners.slice(0, 2)).toEqual([
      { service: 's0', team: 'acme' },
      { service: null, team: 'acme' },
    ]);
    expect(looks).toBeLessThan(20 * series.length);
  });

  test('not even one that matches everything', () => {
    const everyStep: Rule = { repository: '**', step: '**', service: 'steps' };
    const everyPipeline: Rule = { repository: '**', pipeline: '**', service: 'pipelines' };
    expect(ownersOf([everyStep, everyPipeline], 'a/b', 'a/b build', 'a/b build lint')).toEqual([
      'null, a',
      'pipelines, a',
      'steps, a',
    ]);
  });

  test('a rule for pipelines takes all their steps, and not the repository', () => {
    const texts = ['acme/mono', 'acme/mono release', 'acme/mono release lint', 'acme/mono build lint'];
    expect(ownersOf([BY_PIPELINE], ...texts)).toEqual([
      'null, ops',
      'shipping, ops',
      'shipping, ops',
      'null, ops',
    ]);
  });

  test('a step that no step rule matches belongs to its pipeline, else to the repository', () => {
    const whole: Rule = { repository: 'acme/*', service: 'everything', team: 'core' };
    const texts = [
      'acme/mono release api-push',
      'acme/mono release notify',
      'acme/mono build notify',
      'acme/mono',
    ];
    expect(ownersOf([BY_STEP, BY_PIPELINE, whole], ...texts)).toEqual([
      'api, acme',
      'shipping, ops',
      'everything, core',
      'everything, core',
    ]);
  });

  test('the first rule wins, however general it is', () => {
    const rules = [{ repository: 'acme/*', service: 'everything' }, BY_STEP];
    expect(ownersOf(rules, 'acme/mono build api-build')).toEqual(['everything, acme']);
  });

  test('clone belongs to what it clones for, unless a rule spells it out', () => {
    const any: Rule = { repository: 'acme/mono', step: '*', service: 'steps' };
    const spelt: Rule = { repository: 'acme/mono', step: '{clone,fetch}', service: 'git' };
    expect(ownersOf([any, BY_PIPELINE], 'acme/mono release clone', 'acme/mono build clone')).toEqual([
      'shipping, ops',
      'null, ops',
    ]);
    expect(ownersOf([any, spelt], 'acme/mono build clone', 'acme/mono build fetch')).toEqual([
      'git, acme',
      'steps, acme',
    ]);
  });

  test('captures of all patterns are for service and team', () => {
    const rule: Rule = {
      repository: '<owner>/<repo>',
      pipeline: 'build-<arch>',
      step: '<part>-test',
      service: '<repo>/<part>',
      team: '<owner>-<arch>',
    };
    expect(ownersOf([rule], 'acme/mono build-arm api-test')).toEqual(['mono/api, acme-arm']);
  });

  describe('a service has one team', () => {
    const first: Rule = { repository: 'b/api', service: 'api', team: 'zebra' };
    const second: Rule = { repository: 'a/api', service: 'api', team: 'ant' };

    test('that of the first rule', () => {
      expect(ownersOf([first, second], 'a/api', 'b/api')).toEqual(['api, zebra', 'api, zebra']);
    });

    test('that of the first rule, though a later one gives the same', () => {
      const third: Rule = { repository: 'c/api', service: 'api', team: 'zebra' };
      expect(ownersOf([first, second, third], 'c/api', 'b/api', 'a/api')[0]).toBe('api, zebra');
    });

    test('of one rule the first by name, in whichever order series come', () => {
      const both: Rule = { repository: '*/api', service: 'api' };
      expect(ownersOf([both], 'b/api', 'a/api')).toEqual(['api, a', 'api, a']);
    });

    test('rules come before what no rule says', () => {
      const rule: Rule = { repository: 'z/z', service: 'acme/api', team: 'zebra' };
      expect(ownersOf([rule], 'acme/api', 'z/z')).toEqual(['acme/api, zebra', 'acme/api, zebra']);
    });
  });

  test('the order of series changes nothing', () => {
    const part = fc.constantFrom('a', 'b', 'clone', 'a-build');
    const aRule = fc.record(
      {
        repository: fc.constantFrom('*/*', 'a/*', '*/b', '<o>/<r>'),
        pipeline: fc.constantFrom('*', 'a', '<p>'),
        step: fc.constantFrom('*', 'clone', '<s>-build'),
        service: fc.constantFrom('one', 'two'),
        team: fc.constantFrom('x', 'y'),
      },
      { requiredKeys: ['repository', 'service'] },
    );
    const aSeries = fc
      .tuple(part, part, fc.constantFrom('', 'a', 'b'), fc.constantFrom('', 'a', 'clone', 'a-build'))
      .map(([namespace, name, pipeline, step]) => ({
        repository: `${namespace}/${name}`,
        pipeline,
        step: pipeline === '' ? '' : step,
      }));
    fc.assert(
      fc.property(
        fc.array(aRule, { maxLength: 5 }),
        fc.array(aSeries, { maxLength: 20 }),
        (rules, series) => {
          const backwards = resolveSeries(rules, series.toReversed()).toReversed();
          expect(resolveSeries(rules, series)).toEqual(backwards);
        },
      ),
    );
  });
});
