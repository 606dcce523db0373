import { optimisationDraftSchema } from '@/lib/insights/optimisations/optimisation';
import { recordOptimisation } from '@/lib/insights/optimisations/stored-optimisations';
import { parseScope, ScopeError } from '@/lib/insights/scope';
import { askDatabase } from './ask-database';
import { MisuseError } from './explain-error';
import { writeJson, writeText } from './write-text';

export interface MarkOptions {
  title: string;
  at?: string;
  scope?: string[];
  hours?: string;
  by?: string;
  note?: string;
  json?: boolean;
}

/**
 * `buildhours mark`: records an optimisation.
 *
 * @throws MisuseError when an option means nothing
 */
export async function runMark({
  title,
  at,
  scope = [],
  hours,
  by,
  note,
  json = false,
}: MarkOptions): Promise<void> {
  const parsed = optimisationDraftSchema.safeParse({
    title,
    at: at ?? null,
    scope: readScope(scope),
    hoursSpent: hours === undefined ? null : hours.trim() === '' ? Number.NaN : Number(hours),
    by: by ?? null,
    note: note ?? null,
  });
  if (!parsed.success) {
    throw new MisuseError(
      parsed.error.issues.map(({ path, message }) => `--${optionOf(path)} ${message}`).join('\n'),
    );
  }
  const recorded = await askDatabase(context => recordOptimisation(context, parsed.data));
  if (json) writeJson(JSON.stringify(recorded));
  else writeText(`recorded as optimisation ${recorded.id}, since ${recorded.day}\n`);
}

function readScope(texts: readonly string[]) {
  try {
    return parseScope(texts);
  } catch (error) {
    if (error instanceof ScopeError) throw new MisuseError(`--scope ${error.message}`);
    throw error;
  }
}

function optionOf(path: readonly PropertyKey[]): string {
  const [field] = path;
  return field === 'hoursSpent' ? 'hours' : String(field);
}
