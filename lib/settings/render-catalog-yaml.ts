import { Document, isMap, isScalar, visit } from 'yaml';
import { CATALOG_SECTIONS, type CatalogPart, type CatalogSection } from './catalog';
import { BOT_PATTERN_MEANING } from './people';

const COMMENT_WIDTH = 100;

const HEADERS: Record<CatalogSection, string> = {
  rules:
    'Which service and team a repository, pipeline or step belongs to. The first rule that matches decides. ' +
    'A rule without step matches all steps of its pipelines, one without pipeline all pipelines. Without a rule: ' +
    'service = repository, team = namespace. Patterns: * any characters but /, ** any characters, ? one character, ' +
    '{a,b} either, <name> one character or more, to be used as <name> in service and team.',
  people:
    'aliases: a login or e-mail address, and the person behind it. bots: whose builds keep nobody waiting. ' +
    BOT_PATTERN_MEANING,
  hours:
    "When people work; 1 is Monday, 7 is Sunday; timeZone null: that of the server's configuration. What people " +
    'have set comes before what teams have set that they are members of, that before the rest, key by key.',
  cost:
    'By what hours lost are estimated. Attention is full for fullAttentionMinutes after a push, then partialWeight ' +
    'until partialUntilMinutes. A wait longer than switchAfterMinutes costs switchCostMinutes more, at most ' +
    'maxSwitchesADay times. runnerRatePerHour null: machine time is not priced.',
  targets: 'What nine of ten builds of a service should not wait longer than, in seconds.',
};

/**
 * Settings as a file that people read and edit, with a comment above each section; `parseCatalogYaml` is the reverse.
 * Names are in alphabetical order, so that the same settings give the same file.
 */
export function renderCatalogYaml(part: CatalogPart): string {
  const document = new Document(inOrder(part));
  visit(document, {
    // Lists of days stand in one line.
    Seq: (_, node) => {
      node.flow = node.items.every(item => isScalar(item) && typeof item.value === 'number');
    },
  });
  if (isMap(document.contents)) {
    document.contents.items.forEach(({ key }, index) => {
      if (!isScalar(key)) return;
      const section = CATALOG_SECTIONS.find(name => name === key.value);
      key.spaceBefore = index > 0;
      if (section !== undefined) key.commentBefore = wrap(HEADERS[section]);
    });
  }
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function inOrder({ rules, people, hours, cost, targets }: CatalogPart): CatalogPart {
  return {
    ...(rules && { rules }),
    ...(people && { people: { ...people, aliases: byName(people.aliases) } }),
    ...(hours && { hours: { ...hours, teams: byName(hours.teams), people: byName(hours.people) } }),
    ...(cost && { cost }),
    ...(targets && { targets: byName(targets) }),
  };
}

function byName<Value>(values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** In lines that begin with a blank, as comments do. */
function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    if ((lines.at(-1) ?? '').length + word.length >= COMMENT_WIDTH) lines.push('');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join('\n');
}
