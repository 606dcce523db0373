import { queryOptions } from '@tanstack/react-query';
import { readAnswer, type SendResult, sendToApi } from '@/lib/api-client';
import type { RulesPreview } from './preview-rules';
import type { Rule } from './rules';
import type { ImportAnswer, RuleNames, SettingsAnswer } from './settings-answer';

export { type MatchedBots, matchBots } from './person-finder';
export type { RulesPreview } from './preview-rules';
export type { RuleNames, SettingsAnswer } from './settings-answer';

type SectionName = keyof SettingsAnswer['sections'];

const STALE_MS = 30_000;

/** All settings. The server passes a reader that asks the database, the browser asks the API. */
export function settingsQuery(read: () => Promise<SettingsAnswer> = fetchSettings) {
  return queryOptions({ queryKey: ['settings'] as const, queryFn: read, staleTime: STALE_MS });
}

/** Repositories, pipelines and steps that rules may name, and how some could be split. */
export const ruleNamesQuery = queryOptions({
  queryKey: ['rule-names'] as const,
  queryFn: async (): Promise<RuleNames> => readAnswer(await fetch('/api/v1/settings/rules/names')),
  staleTime: STALE_MS,
});

/**
 * Saves one section as a whole; problems lie at fields of it, their paths begin below it.
 *
 * @param revision as it was read with the section: what somebody else saved since is never overwritten
 */
export async function saveSection(
  section: SectionName,
  { value, revision, confirm = false }: { value: unknown; revision: string | null; confirm?: boolean },
): Promise<SendResult<{ revision: string }>> {
  const address = `/api/v1/settings/${section}`;
  return below(section, await sendToApi('PUT', address, { value, revision, confirm }));
}

/** What rules would match; nothing is stored. Problems begin at the position of the rule. */
export async function previewRules(rules: readonly Rule[]): Promise<SendResult<RulesPreview>> {
  return below('rules', await sendToApi('POST', '/api/v1/settings/rules/preview', { rules }));
}

/** Takes over a YAML file of settings. @param dry only say what that would do */
export function importSettings(
  text: string,
  { dry, confirm }: { dry: boolean; confirm: boolean },
): Promise<SendResult<ImportAnswer>> {
  return sendToApi('POST', `/api/v1/settings/import?dry=${dry}&confirm=${confirm}`, text);
}

async function fetchSettings(): Promise<SettingsAnswer> {
  return readAnswer(await fetch('/api/v1/settings'));
}

/** The API names places of all settings. */
function below<Answer>(section: SectionName, result: SendResult<Answer>): SendResult<Answer> {
  if (result.kind !== 'refused') return result;
  const problems = result.problems.map(({ path, message }) => ({
    path: path[0] === section ? path.slice(1) : path,
    message,
  }));
  return { ...result, problems };
}
