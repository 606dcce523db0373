import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type Settings, type SettingsPart } from './settings';
import { formatSettingsFile, parseSettingsFile, SettingsFileError } from './settings-file';
import { parseSettingsPart } from './settings-problems';

const aName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map(name => name.trim())
  .filter(name => name !== '' && name !== '__proto__' && !/\p{Cc}/u.test(name) && name.isWellFormed());
const awkward = fc.constantFrom(
  '123',
  'null',
  'yes',
  '~',
  '*',
  '[bot]',
  '- a',
  'a: b',
  '# x',
  "'",
  '"',
  '\\',
  '<<',
  '1e3',
  'Inês',
);
const aText = fc.oneof(aName, awkward);
/** Of it a pattern may be made whatever it is. */
const aPattern = aText.map(text => text.replace(/[\\<>{}*?]/g, '\\$&').slice(0, 40));
const aPlace = aText.map(text => text.replace(/[<>]/g, '-'));
const people = <Value>(value: fc.Arbitrary<Value>) =>
  fc
    .uniqueArray(fc.tuple(aText, value), {
      maxLength: 4,
      selector: ([name]) => name.normalize('NFC').toLowerCase(),
    })
    .map(entries => Object.fromEntries(entries));

const aPart: fc.Arbitrary<SettingsPart> = fc.record(
  {
    rules: fc.array(
      fc.record(
        { repository: aPattern, pipeline: aPattern, step: aPattern, service: aPlace, team: aPlace },
        { requiredKeys: ['repository', 'service'] },
      ),
      { maxLength: 4 },
    ),
    people: fc.record({
      aliases: people(fc.constant('Somebody Else')),
      bots: fc.array(aText, { maxLength: 4 }),
    }),
    hours: fc.record({
      timeZone: fc.constantFrom(null, 'Europe/Berlin'),
      workdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: fc.constantFrom('00:00', '07:00'),
      until: fc.constantFrom('19:00', '24:00'),
      teams: people(
        fc.record(
          { members: fc.constantFrom<string[]>([], ['anna', '123']), timeZone: fc.constant('Asia/Kolkata') },
          { requiredKeys: ['members'] },
        ),
      ),
      people: people(
        fc.record({ from: fc.constant('12:00'), workdays: fc.constant([7]) }, { requiredKeys: [] }),
      ),
    }),
    cost: fc.record({
      ...Object.fromEntries(
        Object.entries(DEFAULT_SETTINGS.cost).map(([key, value]) => [key, fc.constant(value)]),
      ),
      partialWeight: fc.double({ min: 0, max: 1, noNaN: true }),
      runnerRatePerHour: fc.option(fc.double({ min: 0, max: 9, noNaN: true })),
    }) as fc.Arbitrary<Settings['cost']>,
    targets: people(fc.record({ p90Seconds: fc.integer({ min: 1, max: 604_800 }) })),
  },
  { requiredKeys: [] },
);

function messageOf(text: string): string {
  try {
    parseSettingsFile(text);
    return '';
  } catch (error) {
    if (error instanceof SettingsFileError) return error.message;
    throw error;
  }
}

describe('settings as YAML', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(aPart, drawn => {
        fc.pre(Object.keys(drawn).length > 0);
        const part = parseSettingsPart(drawn);
        expect(parseSettingsFile(formatSettingsFile(part))).toEqual(part);
      }),
      { numRuns: 100 },
    );
  });

  test('are easy to read', () => {
    const yaml = formatSettingsFile({
      rules: [{ repository: 'acme/*', step: '*-<service>', service: '<service>' }],
      hours: DEFAULT_SETTINGS.hours,
      targets: { web: { p90Seconds: 300 }, api: { p90Seconds: 90.5 } },
    });
    expect(yaml.replace(/^#.*\n/gm, '')).toBe(`rules:
  - repository: acme/*
    step: '*-<service>'
    service: <service>

hours:
  timeZone: null
  workdays: [ 1, 2, 3, 4, 5 ]
  from: 07:00
  until: 19:00
  teams: {}
  people: {}

targets:
  api:
    p90Seconds: 90.5
  web:
    p90Seconds: 300
`);
    for (const line of formatSettingsFile(DEFAULT_SETTINGS).split('\n'))
      expect(line.length).toBeLessThanOrEqual(110);
  });

  test('the same settings give the same file, whatever the order of names', () => {
    const [one, other] = [
      { a: { p90Seconds: 1 }, b: { p90Seconds: 2 } },
      { b: { p90Seconds: 2 }, a: { p90Seconds: 1 } },
    ];
    expect(formatSettingsFile({ targets: one })).toBe(formatSettingsFile({ targets: other }));
  });

  test('a file may hold some sections only, and JSON is YAML too', () => {
    expect(parseSettingsFile('{"targets": {"api": {"p90Seconds": 60}}}')).toEqual({
      targets: { api: { p90Seconds: 60 } },
    });
    expect(parseSettingsFile('\ufeffrules: []\r\n')).toEqual({ rules: [] });
  });

  test('every problem stands with its line, in the order of the file', () => {
    const text = `# ours
cost:
  partialWeight: 3
rules:
  - repository: acme/api
    service: api
  - repository: acme/mono
    stp: <x>
    service: <x>
people:
  aliases:
    a: b
    b: a
`;
    expect(messageOf(text).split('\n').slice(1)).toEqual([
      '  line 3: cost, partialWeight: is 3: give a number from 0 to 1',
      '  line 8: rules, 2nd, stp: is not known here: known are repository, pipeline, step, service, team',
      expect.stringContaining('line 9: rules, 2nd, service: uses <x>'),
      '  line 12: people, aliases, a: leads back to itself: a → b → a',
    ]);
  });

  const refused: Array<[text: string, problem: string]> = [
    ['', 'it is empty'],
    ['# nothing\n', 'it is empty'],
    ['rules:\n', 'line 1: rules: must be a list'],
    ['rules:\n  - repository: *\n', 'line 2: text that begins with *'],
    ['rules:\n  - step: *-build\n', 'line 2: "*-build" is a reference: text that begins with *'],
    ['people:\n  bots:\n    - *[bot]\n', 'line 3:'],
    ['rules:\n  - repository: {a,b}\n', 'line 2: rules, 1st, repository: must be text: put it into quotes'],
    ['cost: {}\ncost: {}\n', 'line 2: "cost" is there twice: give it once'],
    ['cost: {1: 2, "1": 3}\n', 'line 1: "1" is there twice'],
    ['cost: {}\n---\ncost: {}\n', 'line 2: a second document begins here'],
    ['cost: !x {}\n', 'line 1: unresolved tag: !x'],
    ['? [a]\n: b\n', 'line 1: a list is no name'],
    ['rules:\n\t- a\n', 'line 2: tabs are not allowed'],
    ['['.repeat(100_000), 'nested too deeply'],
    ['- '.repeat(100_000), 'nested too deeply'],
    ['x'.repeat(5_000_001), 'larger than 5 million characters'],
    ['a:\n'.repeat(100_000), 'more than 300,000 words and signs'],
    [`a: &a x\nb:\n${'- *a\n'.repeat(1000)}`, 'line 3: "*a" is a reference'],
  ];

  // By their beginnings, since some are of megabytes.
  test.each(refused.map(([text, problem]) => ({ start: text.slice(0, 60), text, problem })))(
    '$start is refused',
    ({ text, problem }) => expect(messageOf(text)).toContain(problem),
  );

  test('of 30,000 names each is looked at once', () => {
    const names = Array.from({ length: 30_000 }, (_, index) => `n${index}`);
    const aliases = names.map(name => `    ${name}: someone\n`).join('');
    const { people } = parseSettingsFile(`people:\n  aliases:\n${aliases}`);
    expect(Object.keys(people?.aliases ?? {})).toHaveLength(30_000);
    const chain = names.map((name, index) => `    ${name}: n${index + 1}\n`).join('');
    expect(messageOf(`people:\n  aliases:\n${chain}`)).toContain('leads on to more than 20 others');
    expect(messageOf(names.map(name => `${name}: 1\n`).join(''))).toContain('and 29980 more');
    expect(messageOf(names.map(() => 'a: 1\n').join(''))).toContain('and 29979 more');
  });

  test('a file of nonsense gives a message that can be read', () => {
    const lines = messageOf(
      `targets:\n${'  - x\n'.repeat(3)}cost:\n${Array.from({ length: 50 }, (_, i) => `  k${i}: 1\n`).join('')}`,
    ).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('  and 31 more');
  });
});
