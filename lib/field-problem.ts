import type { z } from 'zod';

/** Something that cannot be saved as it is. */
export interface FieldProblem {
  /** Keys and positions that lead to its field; empty: it is of the whole. */
  path: ReadonlyArray<string | number>;
  /** Goes on after the name of the field: "is missing". */
  message: string;
}

/**
 * What a schema found, problem by problem; each key that is not known is one of its own.
 *
 * @param root where the checked value stands
 */
export function fieldProblems(error: z.ZodError, root: FieldProblem['path'] = []): FieldProblem[] {
  return error.issues.flatMap((issue): FieldProblem[] => {
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

/** Whether this is one, as it comes from outside. */
export function isFieldProblem(item: unknown): item is FieldProblem {
  return (
    typeof item === 'object' &&
    item !== null &&
    'path' in item &&
    'message' in item &&
    Array.isArray(item.path)
  );
}
