import { queryOptions } from '@tanstack/react-query';
import type { RulesPreview } from './preview-rules';
import type { Rule } from './rules';
import type { ImportAnswer, SettingsAnswer } from './settings-answer';
import type { SettingsProblem } from './settings-problems';

export { type MatchedBots, matchBots } from './person-finder';
export type { RulesPreview } from './preview-rules';
export type { SettingsAnswer } from './settings-answer';

type SectionName = keyof SettingsAnswer['sections'];

/** Nothing was stored; `problems` lie at fields of the section, their paths begin below it. */
interface Refusal {
  kind: 'refused';
  message: string;
  problems: SettingsProblem[];
}

export type SaveAnswer =
  | { kind: 'saved' }
  /** Somebody else saved the section since it was read. */
  | { kind: 'conflict'; message: string }
  /** It changes the time zone: save it again with `confirm` if that is meant. */
  | { kind: 'unconfirmed'; message: string }
  | Refusal;

export type PreviewAnswer = { kind: 'preview'; preview: RulesPreview } | Refusal;

export type ImportOutcome = { kind: 'answer'; answer: ImportAnswer } | Refusal;

const STALE_MS = 30_000;

/** All settings. The server passes a reader that asks the database, the browser asks the API. */
export function settingsQuery(read: () => Promise<SettingsAnswer> = fetchSettings) {
  return queryOptions({ queryKey: ['settings'] as const, queryFn: read, staleTime: STALE_MS });
}

/**
 * Saves one section as a whole.
 *
 * @param revision as it was read with the section: what somebody else saved since is never overwritten
 */
export async function saveSection(
  section: SectionName,
  { value, revision, confirm = false }: { value: unknown; revision: string | null; confirm?: boolean },
): Promise<SaveAnswer> {
  const response = await send('PUT', `/api/v1/settings/${section}`, { value, revision, confirm });
  if (response === null) return refusal(null, section, 0);
  if (response.ok) return { kind: 'saved' };
  const body: unknown = await response.json().catch(() => null);
  const refused = refusal(body, section, response.status);
  if (response.status !== 409) return refused;
  const isUnconfirmed = typeof body === 'object' && body !== null && 'needsConfirmation' in body;
  return { kind: isUnconfirmed ? 'unconfirmed' : 'conflict', message: refused.message };
}

/** What rules would match; nothing is stored. */
export async function previewRules(rules: readonly Rule[]): Promise<PreviewAnswer> {
  const response = await send('POST', '/api/v1/settings/rules/preview', { rules });
  if (response?.ok) return { kind: 'preview', preview: await response.json() };
  const body: unknown = await response?.json().catch(() => null);
  return refusal(body, 'rules', response?.status ?? 0);
}

/** Takes over a YAML file of settings. @param dry only say what that would do */
export async function importSettings(
  text: string,
  { dry, confirm }: { dry: boolean; confirm: boolean },
): Promise<ImportOutcome> {
  const response = await send('POST', `/api/v1/settings/import?dry=${dry}&confirm=${confirm}`, text);
  if (response?.ok) return { kind: 'answer', answer: await response.json() };
  const body: unknown = await response?.json().catch(() => null);
  return refusal(body, null, response?.status ?? 0);
}

async function fetchSettings(): Promise<SettingsAnswer> {
  const response = await fetch('/api/v1/settings');
  if (!response.ok)
    throw new Error(refusal(await response.json().catch(() => null), null, response.status).message);
  return response.json();
}

/** Null: the server cannot be reached. */
async function send(method: 'PUT' | 'POST', address: string, body: unknown): Promise<Response | null> {
  const isText = typeof body === 'string';
  const headers = { 'Content-Type': isText ? 'application/yaml' : 'application/json' };
  try {
    return await fetch(address, { method, headers, body: isText ? body : JSON.stringify(body) });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** @param status 0: no answer came */
function refusal(body: unknown, section: SectionName | null, status: number): Refusal {
  const messages = listIn(body, 'problems').filter(message => typeof message === 'string');
  const unknown = status === 0 ? 'Buildhours does not answer; try again' : `the server answered ${status}`;
  const problems = listIn(body, 'fields')
    .filter(isProblem)
    .map(({ path, message }) => ({ path: path[0] === section ? path.slice(1) : path, message }));
  return { kind: 'refused', message: messages.join('; ') || unknown, problems };
}

function listIn(body: unknown, name: string): unknown[] {
  const list: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  return Array.isArray(list) ? list : [];
}

function isProblem(item: unknown): item is SettingsProblem {
  return (
    typeof item === 'object' &&
    item !== null &&
    'path' in item &&
    'message' in item &&
    Array.isArray(item.path)
  );
}
