import type { z } from 'zod';

/** Something in the settings that cannot be right. */
export interface CatalogProblem {
  /** Keys and positions that lead there, from the name of the section on. */
  path: ReadonlyArray<string | number>;
  /** Goes on after the name of the place: "is missing". */
  message: string;
}

/** The settings cannot be right; the message names every problem and where it is. */
export class CatalogProblemsError extends Error {
  readonly problems: readonly CatalogProblem[];

  constructor(problems: readonly CatalogProblem[]) {
    super(
      `the settings are not right:\n${problems.map(problem => `  ${describeProblem(problem)}`).join('\n')}`,
    );
    this.name = new.target.name;
    this.problems = problems;
  }
}

/** For people: "rules, 3rd, step: is empty". */
export function describeProblem({ path, message }: CatalogProblem): string {
  const where = path.map(key => (typeof key === 'number' ? ordinal(key + 1) : key)).join(', ');
  return `${where || 'the settings'}: ${message}`;
}

/** @param root - where the checked value stands in the settings */
export function problemsOf(error: z.ZodError, root: CatalogProblem['path'] = []): CatalogProblem[] {
  return error.issues.flatMap((issue): CatalogProblem[] => {
    const path = [...root, ...issue.path.map(key => (typeof key === 'number' ? key : String(key)))];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => ({ path: [...path, key], message: issue.message }));
    }
    if (issue.code === 'invalid_key') {
      return issue.issues.map(({ message }) => ({ path, message: `as a name ${message}` }));
    }
    return [{ path, message: issue.message }];
  });
}

function ordinal(n: number): string {
  const tens = n % 100;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'}`;
}
