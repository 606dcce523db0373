import { describe, expect, test } from 'vitest';
import { previewRules } from './preview-rules';
import type { Rule } from './rules';

const SERIES = ['ledger-build', 'ledger-push', 'quotas-build', 'clone', ''].map(step => ({
  repository: 'acme/mono',
  pipeline: 'default',
  step,
}));
const ALL = [
  ...SERIES,
  { repository: 'acme/mono', pipeline: '', step: '' },
  { repository: 'shop/web', pipeline: '', step: '' },
];
const BY_STEP: Rule = { repository: 'acme/mono', step: '<service>-{build,push}', service: '<service>' };

const whyEmpty = (rules: Rule[], series = ALL) => previewRules(rules, series, []).rules.at(-1)?.emptyBecause;

describe('previewRules', () => {
  test('tells what each rule decides, and what none does', () => {
    const { rules, unmatched, shared, problems } = previewRules([BY_STEP], ALL, []);
    expect(rules).toEqual([
      {
        repositories: 1,
        steps: 3,
        services: [
          { service: 'ledger', team: 'acme', steps: 2, examples: [SERIES[0], SERIES[1]] },
          { service: 'quotas', team: 'acme', steps: 1, examples: [SERIES[2]] },
        ],
        emptyBecause: null,
      },
    ]);
    expect(unmatched).toMatchObject({ repositories: 1, steps: 0 });
    expect(unmatched.services.map(({ service }) => service)).toEqual(['shop/web']);
    // The clone step, the pipeline and the repository: nobody's alone.
    expect(shared).toEqual({ repositories: 1, steps: 1, examples: [SERIES[3], SERIES[4], ALL[5]] });
    expect(problems).toEqual([]);
  });

  test.each<[string, Rule[], string]>([
    ['repository', [{ repository: 'acme/moon', service: 'x' }], 'no repository is called acme/moon'],
    [
      'pipeline',
      [{ repository: 'acme/*', pipeline: 'rel*', service: 'x' }],
      'acme/* has no pipeline called rel*',
    ],
    ['step', [{ repository: 'acme/*', step: 'lint', service: 'x' }], 'acme/* has no step called lint'],
    [
      'step of a pipeline',
      [{ repository: 'acme/*', pipeline: 'default', step: 'lint', service: 'x' }],
      'acme/*, pipeline default, has no step called lint',
    ],
    [
      'earlier rule',
      [{ repository: 'acme/mono', service: 'mono' }, BY_STEP],
      'rule 1 comes first, and nothing is left of what this one would match: move it up',
    ],
    [
      'earlier rules',
      [
        { repository: 'acme/mono', step: 'ledger-*', service: 'ledger' },
        { repository: 'acme/mono', step: 'none', service: 'none' },
        { repository: 'acme/mono', step: 'quotas-*', service: 'quotas' },
        BY_STEP,
      ],
      'rules 1, 3 come first, and nothing is left of what this one would match: move it up',
    ],
  ])('says why a rule decides nothing: %s', (_, rules, why) => {
    expect(whyEmpty(rules)).toBe(why);
  });

  test('says so when there is nothing yet that a rule could match', () => {
    expect(whyEmpty([BY_STEP], [])).toBe('nothing has been imported yet');
  });

  test('names services that get more than one team, and shows the one that counts', () => {
    const rules: Rule[] = [
      { repository: 'shop/web', service: 'web', team: 'front' },
      { repository: 'acme/mono', service: 'web' },
    ];
    const preview = previewRules(rules, ALL, []);
    expect(preview.problems).toEqual([
      'service web is given to more than one team: front (rule 1), acme (rule 2); front counts',
    ]);
    expect(preview.rules[1]?.services[0]?.team).toBe('front');
  });
});
