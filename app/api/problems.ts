import type { FieldProblem } from '@/lib/field-problem';

/** What is wrong with a request, one sentence each. */
export class ProblemsError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415,
    readonly problems: readonly string[],
    /** For who shows problems at their fields. */
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(problems.join('; '));
    this.name = new.target.name;
  }
}

/** The body of every answer that is not a success. */
export function problemsAnswer(status: number, problems: readonly string[], more: object = {}): Response {
  return Response.json({ problems, ...more }, { status });
}
