import type { FieldProblem } from '@/lib/field-problem';

const NAMED_CHARACTERS = 60;

/** Where errors stand that belong to no field. */
export const WHOLE_FORM = '';

/** Problems as forms keep them: by the path of the field, such as `rules.0.service`. */
export function errorsByField(problems: readonly FieldProblem[]): Record<string, string> {
  const errors = new Map<string, string>();
  for (const { path, message } of problems) {
    const field = path.length === 0 ? WHOLE_FORM : path.join('.');
    const before = errors.get(field);
    errors.set(field, before === undefined ? message : `${before}; ${message}`);
  }
  return Object.fromEntries(errors);
}

/** What is wrong with an entry of a list that is edited as lines of text, named by what it holds. */
export function lineProblem(
  lines: readonly string[],
  position: string | number | undefined,
  message: string,
) {
  const line = lines[Number(position)];
  return line === undefined ? message : `“${line.slice(0, NAMED_CHARACTERS)}” ${message}`;
}

/** The entries of a list that is edited as text, one a line; blanks around them do not count. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}
