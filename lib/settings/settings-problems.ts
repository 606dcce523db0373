import type { z } from 'zod';
import { type FieldProblem, fieldProblems } from '@/lib/field-problem';
import { type SettingsPart, type SettingsSection, settingsPartSchema } from './settings';

/** The settings cannot be right; the message names every problem and where it is, from the name of the section on. */
export class SettingsProblemsError extends Error {
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super(
      `the settings are not right:\n${problems.map(problem => `  ${describeProblem(problem)}`).join('\n')}`,
    );
    this.name = new.target.name;
    this.problems = problems;
  }
}

/** For people: "rules, 3rd, step: is empty". */
export function describeProblem({ path, message }: FieldProblem): string {
  const where = path.map(key => (typeof key === 'number' ? ordinal(key + 1) : key)).join(', ');
  return `${where || 'the settings'}: ${message}`;
}

function ordinal(n: number): string {
  const tens = n % 100;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'}`;
}

/** A stored section cannot be understood: another version wrote it, or somebody by hand. */
export class StoredSettingsError extends Error {
  constructor(
    readonly section: SettingsSection,
    cause: z.ZodError,
  ) {
    const problems = fieldProblems(cause, [section]).map(problem => `  ${describeProblem(problem)}`);
    super(
      `the stored setting "${section}" cannot be understood:\n${problems.join('\n')}\n` +
        `Save that section anew, in the settings or from a file; or go back to its default with: ` +
        `delete from setting where key = '${section}'`,
      { cause },
    );
    this.name = new.target.name;
  }
}

/**
 * Settings from outside: some sections, each whole. What a section leaves out has its default.
 *
 * @throws SettingsProblemsError naming all that is wrong at once
 */
export function parseSettingsPart(value: unknown): SettingsPart {
  const parsed = settingsPartSchema.safeParse(value);
  if (!parsed.success) throw new SettingsProblemsError(fieldProblems(parsed.error));
  return parsed.data;
}
