import type { z } from 'zod';
import { listOf, named, section, text } from './fields';
import { followAlias, indexAliases, personKey } from './person-finder';

/** What the settings say beside the list of bots. */
export const BOT_PATTERN_MEANING =
  'A name is a bot when the whole of it, aliases applied and letter case ignored, matches one of these patterns: * stands for any characters, everything else for itself.';

const DEFAULT_BOTS = [
  '*[bot]',
  '*[bot]@*',
  'dependabot*',
  'renovate*',
  'snyk-bot',
  'github-actions*',
  '*-ci',
  '*-bot',
];

export const peopleSchema = section({
  /** A login or e-mail address → the person; letter case is ignored, and an alias may lead to another. */
  aliases: named(text(), text()).default({}),
  /** See BOT_PATTERN_MEANING. */
  bots: listOf(text(), 1000).default(DEFAULT_BOTS),
}).superRefine(({ aliases }, context) => {
  const report = (alias: string, message: string) =>
    context.addIssue({ code: 'custom', path: ['aliases', alias], message });
  const index = indexAliases(aliases);
  const spellings = new Map<string, string>();
  const circles = new Set<string>();
  for (const alias of Object.keys(aliases)) {
    const key = personKey(alias);
    const other = spellings.get(key);
    if (other !== undefined) report(alias, `is the same name as ${other}: give it once`);
    spellings.set(key, alias);
    const end = followAlias(index, alias);
    if ('tooLong' in end)
      report(alias, `leads on to more than ${end.tooLong} others: name the person at the end`);
    if (!('circle' in end)) continue;
    const members = [...new Set(end.circle)].sort().join(' ');
    if (!circles.has(members)) report(alias, `leads back to itself: ${end.circle.join(' → ')}`);
    circles.add(members);
  }
});

export type People = z.infer<typeof peopleSchema>;
