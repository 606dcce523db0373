import { z } from 'zod';
import { optimisationDraftSchema } from './optimisation';

const suggestionSchema = z.object({
  reason: z
    .enum(['gain', 'commit'])
    .describe('gain: Changes found that it got faster; commit: a title that reads like one'),
  day: z.iso.date(),
  services: z.array(z.string()),
  evidence: z.string().describe('What speaks for it, in words'),
  hoursAWeek: z.number().nullable().describe('Saved, as Changes has it; null: of a commit nothing is known'),
  draft: optimisationDraftSchema.describe('To be recorded as it is, or edited before'),
});

export const suggestionsAnswerSchema = z.object({
  suggestions: z.array(suggestionSchema).describe('The newest first'),
});

export type Suggestion = z.infer<typeof suggestionSchema>;

/** Verbs and nouns of those who make builds faster; a title needs one of each. */
const FASTER =
  /\b(speed(s|ed)? ?up|faster|slim(mer)?|smaller|shrink|cache[sd]?|caching|parallel(ise|ize)?d?|optimi[sz](e|ed|es|ation)|reduce[sd]?|skip(s|ped)?|split(s)?|avoid(s|ed)?|reus(e|es|ed))\b/i;
const OF_BUILDS =
  /\b(builds?|ci|pipelines?|drone|docker(file)?|(base|docker|container|builder|ci) images?|layers?|pip|npm|pnpm|yarn|gradle|maven|runners?|kaniko|buildkit|cache_from)\b/i;
/** These are words of products as well: they count beside what is made faster. */
const NEARBY = /\b(tests?|install(s|ing)?|push(es)?|pulls?|steps?)\b/i;
const NEAR_WORDS = 2;

/** The same for a regular expression of Postgres: titles that may read like one. */
export const TITLE_PATTERNS = [FASTER.source, `${OF_BUILDS.source}|${NEARBY.source}`].map(source =>
  source.replaceAll('\\b', '\\y'),
);

/** Whether a commit's title reads as if it made builds faster. */
export function readsLikeOne(title: string): boolean {
  const found = FASTER.exec(title);
  if (found === null || /^(revert|bump|merge)\b/i.test(title.trim())) return false;
  const [before, after] = [title.slice(0, found.index), title.slice(found.index + found[0].length)];
  if (OF_BUILDS.test(`${before} ${after}`)) return true;
  const words = (text: string) => text.split(/[\s,;:]+/).filter(word => word !== '');
  const near = [...words(before).slice(-NEAR_WORDS), '|', ...words(after).slice(0, NEAR_WORDS)];
  return NEARBY.test(near.join(' '));
}
